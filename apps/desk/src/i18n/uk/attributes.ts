export const attributes = {
  attribute: {
    bsn: "Номер громадянина (BSN)",
    fullName: "Повне ім’я",
    givenNames: "Імена",
    familyName: "Прізвище",
    birthDate: "Дата народження",
    over18: "18 років або більше",
    address: "Адреса",
    postcode: "Поштовий індекс",
    city: "Населений пункт",
    country: "Країна",
    nationality: "Громадянство",
    mobileNumber: "Мобільний номер",
    email: "Адреса електронної пошти",
    companyNumber: "Реєстраційний номер компанії",
    companyName: "Назва компанії",
  },
};
