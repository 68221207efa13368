export const attributes = {
  attribute: {
    bsn: "Burgerservicenummer (BSN)",
    fullName: "Volledige naam",
    givenNames: "Voornamen",
    familyName: "Achternaam",
    birthDate: "Geboortedatum",
    over18: "18 jaar of ouder",
    address: "Adres",
    postcode: "Postcode",
    city: "Woonplaats",
    country: "Land",
    nationality: "Nationaliteit",
    mobileNumber: "Mobiel nummer",
    email: "E-mailadres",
    companyNumber: "KVK-nummer",
    companyName: "Bedrijfsnaam",
  },
};
