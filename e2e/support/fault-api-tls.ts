/**
 * Key and certificate of a server at 127.0.0.1 that no authority has signed, valid until 2126; for tests alone. Made by
 * `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj /CN=127.0.0.1
 * -addext subjectAltName=IP:127.0.0.1`.
 */
export const selfSigned = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgtetealF1Db4cFvFo
pJ/OWZCi8CJApakDtXlqHkSijk2hRANCAAQ9fjVi9dXyLKM8PtwLyqOCAiR+hqg7
c9KKHchjaYQDm9ilMqNxNzzWke5Z5MZgZZKowx/X9td7GPkHq3PFSq4v
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBkDCCATagAwIBAgIUFvGxcowJMphqmRzZwD6+h8VVAaMwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJMTI3LjAuMC4xMCAXDTI2MTEyNDA0MzAyNFoYDzIxMjYxMDMx
MDQzMDI0WjAUMRIwEAYDVQQDDAkxMjcuMC4wLjEwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQ9fjVi9dXyLKM8PtwLyqOCAiR+hqg7c9KKHchjaYQDm9ilMqNxNzzW
ke5Z5MZgZZKowx/X9td7GPkHq3PFSq4vo2QwYjAdBgNVHQ4EFgQU+MJgJA44WMW1
xgw8lvxfhw+vfWIwHwYDVR0jBBgwFoAU+MJgJA44WMW1xgw8lvxfhw+vfWIwDwYD
VR0TAQH/BAUwAwEB/zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMCA0gAMEUC
IQC4XDJ+oa8WIPhHGkyBB9riJEnlEvGMbnvHnmAiQGZxSwIgd9sK8RDnd6qzTPco
SOa8bInADEpR77MjH7FB/UCZYmQ=
-----END CERTIFICATE-----
`,
}
