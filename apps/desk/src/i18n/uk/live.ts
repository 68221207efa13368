import type { live as english } from "../en/live.ts";
import type { Localised } from "../translation.ts";

/** Ukrainian: the wall. */
export const live: Localised<typeof english> = {
  live: {
    title: "Наживо",
    queues: "Черги",
    agents: "Оператори",
    queue: "Черга",
    waiting: "Очікують",
    longest: "Найдовше",
    available: "Доступні",
    signedIn: "На зміні",
    offered: "Надійшло",
    answered: "Прийнято",
    abandoned: "Пішли",
    answeredRate: "% прийнятих",
    agent: "Оператор",
    state: "Стан",
    since: "У стані",
    phone: "Телефон",
    filter: "Фільтр операторів",
    filterQueues: "Фільтр черг",
    onlyState: "Стан",
    big: "Великий екран",
    small: "Звичайний розмір",
    noQueues: "Черг ще немає. Створіть першу: Керування, Черги.",
    noAgents: "Операторів ще немає. Додайте людей із внутрішнім номером: Керування, Люди.",
    noMatch: "За фільтром нічого не знайдено.",
    choose: "Змінити стан",
    chooseFor: "Змінити стан: {{agent}}",
    chosen: "Вибрано для {{agent}}: {{state}}. Під час дзвінка це станеться після нього.",
    today: "сьогодні",
  },
};
