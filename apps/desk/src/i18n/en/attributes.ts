/** English: what can be known of a person, in plain words. */
export const attributes = {
  attribute: {
    bsn: "Citizen service number (BSN)",
    fullName: "Full name",
    givenNames: "First names",
    familyName: "Family name",
    birthDate: "Date of birth",
    over18: "18 or older",
    address: "Address",
    postcode: "Postcode",
    city: "Town",
    country: "Country",
    nationality: "Nationality",
    mobileNumber: "Mobile number",
    email: "Email address",
    companyNumber: "Company registration number",
    companyName: "Company name",
  },
};
