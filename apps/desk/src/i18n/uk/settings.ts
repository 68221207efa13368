import type { settings as english } from "../en/settings.ts";
import type { Localised } from "../translation.ts";

/** Ukrainian: a person's own settings. */
export const settings: Localised<typeof english> = {
  sessions: {
    title: "Мої сеанси",
    intro: "Усі місця, де ви увійшли.",
    current: "Цей",
    since: "Вхід {{time}}",
    seen: "Востаннє {{time}}",
    end: "Завершити",
    endOthers: "Завершити всі інші",
    ended: "Завершено. Там доведеться увійти знову.",
    only: "Ви увійшли лише тут.",
  },
  audio: {
    title: "Звук",
    intro: "Виберіть і перевірте гарнітуру. Вибір зберігається в цьому браузері.",
    microphone: "Мікрофон",
    speaker: "Навушники або динамік",
    ring: "Дзвонити на",
    level: "Рівень мікрофона",
    outputLevel: "Рівень того, що ви чуєте",
    testMic: "Перевірити мікрофон",
    stopTest: "Зупинити",
    playBack: "Почути себе",
    testSpeaker: "Програти тон",
    testRing: "Програти дзвінок",
    sayHello: "Скажіть щось. Смужка має рухатися.",
    systemDefault: "Як у системі",
    notAllowed: "Мікрофон ще не дозволено.",
    allow: "Дозволити мікрофон",
    noChoice: "Цей браузер завжди грає на пристрої системи.",
    notifications: "Сповіщення",
    notifyHint: "Коли сторінку не видно, сповіщення повідомить про виклик.",
    notifyAllow: "Дозволити сповіщення",
    notifyOn: "Сповіщення увімкнено.",
    notifyDenied: "Сповіщення заборонено в налаштуваннях браузера.",
    quiet: "Нічого не чути. Чи не вимкнено гарнітуру, чи вибрано той мікрофон?",
    noPhone: "Телефон працює лише для людей із внутрішнім номером.",
    done: "Програно.",
  },
};
