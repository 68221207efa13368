export const attributes = {
  attribute: {
    bsn: "Numéro de citoyen (BSN)",
    fullName: "Nom complet",
    givenNames: "Prénoms",
    familyName: "Nom de famille",
    birthDate: "Date de naissance",
    over18: "18 ans ou plus",
    address: "Adresse",
    postcode: "Code postal",
    city: "Commune",
    country: "Pays",
    nationality: "Nationalité",
    mobileNumber: "Numéro de portable",
    email: "Adresse e-mail",
    companyNumber: "Numéro d’entreprise",
    companyName: "Nom de l’entreprise",
  },
};
