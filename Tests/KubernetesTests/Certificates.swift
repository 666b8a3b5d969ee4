import Cryptography
import Documents
import Federation
import Kubernetes
import X509

/// Certificates that are always the same, so that what is written can be compared as a whole.
enum Certificates {
  /// Red's root.
  static let redRoot = read(
    """
    -----BEGIN CERTIFICATE-----
    MIIB8jCCAZigAwIBAgIUD+6ND+IlMK/10/9o6nfjaZK/EUgwCgYIKoZIzj0EAwIw
    MTERMA8GA1UECgwIcmVkLW1lc2gxHDAaBgNVBAMME3JlZC1tZXNoIHJvb3QgQ0Eg
    ZzEwIBcNMjYxMTIzMDY1NjM5WhgPMjA1MTA3MTUwNjU2MzlaMDExETAPBgNVBAoM
    CHJlZC1tZXNoMRwwGgYDVQQDDBNyZWQtbWVzaCByb290IENBIGcxMFkwEwYHKoZI
    zj0CAQYIKoZIzj0DAQcDQgAERIYXN7XgDuW2lIXeWhxlOoK44I/UGR+0g6QFO29P
    0OxBb/5BwNk7NXB3iX48qbRUGrPo7OokjBHNQngmI/1jYqOBizCBiDAdBgNVHQ4E
    FgQUDFj09vXK0RpibQGEiMDq+BMFXgUwHwYDVR0jBBgwFoAUDFj09vXK0RpibQGE
    iMDq+BMFXgUwEgYDVR0TAQH/BAgwBgEB/wIBAjAOBgNVHQ8BAf8EBAMCAQYwIgYD
    VR0RBBswGYYXc3BpZmZlOi8vcmVkLW1lc2gubG9jYWwwCgYIKoZIzj0EAwIDSAAw
    RQIgKlr8zgt8sufqKONhGNE/3fL75RwgjG9JHoEoBeX0/kYCIQCiquNIF3dwXuKJ
    y/B0ABc3Pve/tcOjHz0dDwARwgVFsg==
    -----END CERTIFICATE-----
    """)
  /// Red's intermediate, below its root.
  static let redIntermediate = read(
    """
    -----BEGIN CERTIFICATE-----
    MIIB+jCCAaCgAwIBAgIUSn2noCJ5G4/lf9swFVlodtF0YSowCgYIKoZIzj0EAwIw
    MTERMA8GA1UECgwIcmVkLW1lc2gxHDAaBgNVBAMME3JlZC1tZXNoIHJvb3QgQ0Eg
    ZzEwIBcNMjYxMTIzMDY1NjM5WhgPMjA1MTA0MDYwNjU2MzlaMDkxETAPBgNVBAoM
    CHJlZC1tZXNoMSQwIgYDVQQDDBtyZWQtbWVzaCBpbnRlcm1lZGlhdGUgQ0EgZzEw
    WTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATAPIBDtd87OCoi0rDpcJjyPOQZFOZV
    JjBtVLbqLfI4i3X3w+fmFp7LOs6GH9gM0UmVrPs2slCF8P+Yl9pOoiRTo4GLMIGI
    MBIGA1UdEwEB/wQIMAYBAf8CAQAwDgYDVR0PAQH/BAQDAgEGMCIGA1UdEQQbMBmG
    F3NwaWZmZTovL3JlZC1tZXNoLmxvY2FsMB0GA1UdDgQWBBT0u/tw09Q61LWCPRy3
    0AeiWJWyxDAfBgNVHSMEGDAWgBQMWPT29crRGmJtAYSIwOr4EwVeBTAKBggqhkjO
    PQQDAgNIADBFAiA39RRNvJ7cS2gXwRgW1uipbdDF/q7zANX0xw9xdTkUcwIhAKdQ
    0lCplBDxYeBU75FXVrMxdBH5n2RNPmk0Ph1B/O75
    -----END CERTIFICATE-----
    """)
  /// Green's root.
  static let greenRoot = read(
    """
    -----BEGIN CERTIFICATE-----
    MIIB/DCCAaKgAwIBAgIUduyulR5lLIsG7Y0G6NxQ0+pp2xUwCgYIKoZIzj0EAwIw
    NTETMBEGA1UECgwKZ3JlZW4tbWVzaDEeMBwGA1UEAwwVZ3JlZW4tbWVzaCByb290
    IENBIGcxMCAXDTI2MTEyMzA2NTYzOVoYDzIwNTEwNzE1MDY1NjM5WjA1MRMwEQYD
    VQQKDApncmVlbi1tZXNoMR4wHAYDVQQDDBVncmVlbi1tZXNoIHJvb3QgQ0EgZzEw
    WTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQY9l63fmyKsCiUK/i8Lsmik3+zfZBV
    kIZUxIr/08XuU6IENZBX3BzPHl39ZYbqxTsr34YQ6GdYhpspNZluzRoOo4GNMIGK
    MB0GA1UdDgQWBBTAE2kfLpjQcCAgOebsB8fEZI1VQTAfBgNVHSMEGDAWgBTAE2kf
    LpjQcCAgOebsB8fEZI1VQTASBgNVHRMBAf8ECDAGAQH/AgECMA4GA1UdDwEB/wQE
    AwIBBjAkBgNVHREEHTAbhhlzcGlmZmU6Ly9ncmVlbi1tZXNoLmxvY2FsMAoGCCqG
    SM49BAMCA0gAMEUCIQCViz7aB1eEJQZ/bk6h0YfQHqB2CWrHkUcAEob24RZQZgIg
    SWTZjEZ7n3QGUO6DU8B06vEV4kdsv1o3j5KF+ilwTdg=
    -----END CERTIFICATE-----
    """)
  /// Blue's root.
  static let blueRoot = read(
    """
    -----BEGIN CERTIFICATE-----
    MIIB+DCCAZ2gAwIBAgIUIFit95+9IkCRo3GPhTm2fBHb3cswCgYIKoZIzj0EAwIw
    MzESMBAGA1UECgwJYmx1ZS1tZXNoMR0wGwYDVQQDDBRibHVlLW1lc2ggcm9vdCBD
    QSBnMTAgFw0yNjExMjMwNjU2MzlaGA8yMDUxMDcxNTA2NTYzOVowMzESMBAGA1UE
    CgwJYmx1ZS1tZXNoMR0wGwYDVQQDDBRibHVlLW1lc2ggcm9vdCBDQSBnMTBZMBMG
    ByqGSM49AgEGCCqGSM49AwEHA0IABKveVxsb0Yjuxnn5vf+jXhBQIHJ4SreJXl4h
    WU1E5WIlgbeWYlPskCkVR1k7HXL7l9rENf3QQqBPXKJzGyszX0ijgYwwgYkwHQYD
    VR0OBBYEFHEtv0eRHyDp7ppFkrnQRVKiiZipMB8GA1UdIwQYMBaAFHEtv0eRHyDp
    7ppFkrnQRVKiiZipMBIGA1UdEwEB/wQIMAYBAf8CAQIwDgYDVR0PAQH/BAQDAgEG
    MCMGA1UdEQQcMBqGGHNwaWZmZTovL2JsdWUtbWVzaC5sb2NhbDAKBggqhkjOPQQD
    AgNJADBGAiEAtjzq0GVS4B1MKQccXtnIHDsaReSbn1u89leMM6MGsMoCIQDlFugS
    CnHE21rnEnWbyOGztbkl85Gr/2BCgzUrXRduyw==
    -----END CERTIFICATE-----
    """)

  private static func read(_ text: String) -> Certificate {
    guard let certificate = try? PEM.certificates(Array(text.utf8)).certificates.first else {
      preconditionFailure("the fixture is no certificate")
    }
    return certificate
  }
}
