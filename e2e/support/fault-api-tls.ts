/**
 * Key and certificate of a server at 127.0.0.1 that no authority has signed, valid from 2020 to 2125 (`openssl ca -selfsign`
 * with subjectAltName=IP:127.0.0.1); for tests alone.
 */
export const selfSigned = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgCzuF//TrJc+RAA3e
q/yzY0EN7chiPv+X29hv+gXDw6mhRANCAASbB9BZquPp71xhZtOWM60RylJvX2gA
aIex3JVzMF/R0/pKEZWNdQdg9sLEYvCiw+Mg8w7QzFrJfg9n4v2HOPSy
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBWTCB/6ADAgECAgEBMAoGCCqGSM49BAMCMBQxEjAQBgNVBAMMCTEyNy4wLjAu
MTAgFw0yMDAxMDEwMDAwMDBaGA8yMTI1MDEwMTAwMDAwMFowFDESMBAGA1UEAwwJ
MTI3LjAuMC4xMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEmwfQWarj6e9cYWbT
ljOtEcpSb19oAGiHsdyVczBf0dP6ShGVjXUHYPbCxGLwosPjIPMO0MxayX4PZ+L9
hzj0sqNAMD4wDwYDVR0RBAgwBocEfwAAATAMBgNVHRMEBTADAQH/MB0GA1UdDgQW
BBSnonvXkp1pFmkkP11B/9MxyzeEeTAKBggqhkjOPQQDAgNJADBGAiEAuCI6NzzR
ZeJ9vgLA/khOADpgvez1cazA2CMEqEjW/mcCIQCjbyiTv0gtH8b7aJRcIz1yXY6D
kj9Vz3xqbg+VxWqxpw==
-----END CERTIFICATE-----
`,
}
