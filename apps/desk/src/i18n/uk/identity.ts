import type { identity as english } from "../en/identity.ts";
import type { Localised } from "../translation.ts";

export const identity: Localised<typeof english> = {
  identity: {
    title: "Особа",
    verified: "Підтверджено",
    forgotten: "Забуто",
    notVerified: {
      noCode: "Не підтверджено: без коду",
      wrongCode: "Не підтверджено: неправильний код",
      tooManyAttempts: "Не підтверджено: забагато спроб",
      notChecked: "Не підтверджено: код не вдалося перевірити",
    },
    announced: "Підтверджений абонент",
    announcedForgotten: "Відомості про абонента забуто.",
    demo: "Демонстрація, не підтверджено",
    demoText: "Ці дані вигадано для демонстрації. Нічого з них не підтверджено.",
    demoOne: "Демонстрація",
    purpose: "Мета: {{purpose}}",
    source: "{{source}}, {{time}}",
    yes: "Так",
    no: "Ні",
    links: "Відкрити в",
    loading: "Отримуємо відомості…",
    nothing: "Абонент не показав нічого, що ви можете бачити.",
    again: "Спробувати ще раз",
    until: "Буде забуто о {{time}}, {{left}}",
    soon: "Скоро буде забуто: о {{time}} ці дані зникнуть з вашого екрана.",
    gone: "Те, що було відомо, забуто.",
    goesOn: "Розмова триває.",
    supervising: "Хто телефонує, бачить лише оператор.",
  },
};
