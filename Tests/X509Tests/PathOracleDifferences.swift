/// Where our verdicts are not OpenSSL's (3.0), and why. The lists of names are by reason; names are cut at 80 characters.
extension PathOracleTests {
  static let differences: [String: Difference] = {
    var all: [String: Difference] = [:]
    for (reason, names) in refusedHere { for name in names { all[name] = .refusedHere(reason) } }
    for (reason, names) in acceptedHere { for name in names { all[name] = .acceptedHere(reason) } }
    return all
  }()

  private static let refusedHere: [(reason: String, names: [String])] = [
    (
      "only what every verifier takes for the same lies in a permitted subtree: Go compares the octets of string types",
      [
        #"permitted [101, 118, 105, 108] and [0, 69, 0, 118, 0, 105, 0, 108] of type 30"#,
        #"permitted [101, 118] and [0, 0, 0, 69, 0, 0, 0, 118] of type 28"#,
      ]
    ),
    (
      "RFC 5280 7.1, RFC 4518: letters of every alphabet are folded, and what nobody sees is left out; "
        + "a string built of parts cannot be compared",
      [
        #"excluded [195, 169] and [201] of type 20"#,
        #"excluded [101] and [30, 2, 0, 65] of type 62"#,
        #"excluded [101, 118] and [101, 194, 173, 118] of type 12"#,
      ]
    ),
    (
      "RFC 5280 4.2.1.10: a name or a subtree that cannot be compared counts as excluded",
      [
        #"excluded red-mesh.local spiffe://red-mesh.local\#u{0}.green/a"#,
        #"excluded  a@red.local"#,
        #"excluded  spiffe://red-mesh.local/a"#,
        #"excluded *.local spiffe://red-mesh.local/a"#,
        #"excluded . spiffe://red-mesh.local/a"#,
        #"excluded red.local x@red.local@evil.local"#,
        #"excluded ..local spiffe://red-mesh.local/a"#,
        #"excluded .red-mesh.local spiffe://a.red-mesh.local./a"#,
        #"excluded a.svc *.svc"#,
        #"excluded a@ a@red.local"#,
        #"excluded a@red.local "a"@red.local"#,
        #"excluded red svc red.svc"#,
        #"excluded red-mesh.local https://[::red-mesh.local]/a"#,
        #"excluded red-mesh.local https://[fd00::1]/a"#,
        #"excluded red-mesh.local https://red-mesh.local#a"#,
        #"excluded red-mesh.local https://red-mesh.local?a"#,
        #"excluded red-mesh.local spiffe://*.local/a"#,
        #"excluded red-mesh.local spiffe://.red-mesh.local/a"#,
        #"excluded red-mesh.local spiffe://@red-mesh.local"#,
        #"excluded red-mesh.local spiffe://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"#,
        #"excluded red-mesh.local spiffe://evil.com:1.red-mesh.local/a"#,
        #"excluded red-mesh.local spiffe://green-mesh.local\@red-mesh.local/a"#,
        #"excluded red-mesh.local spiffe://red%2Dmesh.local/a"#,
        #"excluded red-mesh.local spiffe://red-mesh..local/a"#,
        #"excluded red-mesh.local spiffe://red-mesh.locaL."#,
        #"excluded red-mesh.local spiffe://red-mesh.local green/a"#,
        #"excluded red-mesh.local spiffe://red-mesh.local@/a"#,
        #"excluded red-mesh.local spiffe://red-mesh.local\.green-mesh.local/a"#,
        #"excluded red-mesh.local spiffe://user:secret@red-mesh.local/a"#,
        #"excluded red-mesh.local spiffe://uuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu"#,
        #"excluded red-mesh.local. spiffe://red-mesh.local/a"#,
        #"excluded red-mesh.local/ns spiffe://red-mesh.local/ns/a"#,
        #"excluded red-mesh.local:443 spiffe://red-mesh.local:443/a"#,
        #"excluded red.local a@"#,
        #"excluded red.local a@[10.0.0.1]"#,
        #"excluded red.local a@red.local."#,
        #"excluded red.svc  "#,
        #"excluded red.svc "#,
        #"excluded red.svc a/red.svc"#,
        #"excluded red.svc red.svc."#,
        #"excluded red.svc. red.svc"#,
        #"excluded spiffe://red-mesh.local spiffe://red-mesh.local/a"#,
      ]
    ),
    (
      "RFC 5280 4.1.2.5: dates through 2049 are UTCTime",
      [
        #"intermediate: a date before 2050 as GeneralizedTime"#,
        #"leaf: a date before 2050 as GeneralizedTime"#,
        #"root: a date before 2050 as GeneralizedTime"#,
      ]
    ),
    (
      "RFC 5280 4.2.1.11 and 4.2.1.14: limits on policies are critical",
      [
        #"intermediate: inhibitAnyPolicy that is not critical"#,
        #"leaf: inhibitAnyPolicy that is not critical"#,
        #"root: inhibitAnyPolicy that is not critical"#,
        #"root: limits on policies that are not critical"#,
      ]
    ),
    (
      "RFC 5280 6.1.4 (a): anyPolicy is never mapped",
      [
        #"intermediate: maps anyPolicy"#
      ]
    ),
    (
      "RFC 5280 4.1.2.2: serial numbers are not zero and at most 20 octets long",
      [
        #"intermediate: negative serial number of 21 octets"#,
        #"leaf: serial number of 21 octets"#,
        #"leaf: serial number zero"#,
      ]
    ),
    (
      "RFC 5758 3.2: the parameter is absent",
      [
        #"intermediate: signed with ECDSA that has a parameter"#,
        #"leaf: signed with ECDSA that has a parameter"#,
        #"root: signed with ECDSA that has a parameter"#,
      ]
    ),
    (
      "keys have 2048 bits; OpenSSL counts bits of security and rounds",
      [
        #"leaf: RSA of 2040 bits"#
      ]
    ),
    (
      "RFC 8017 3.1: the modulus is odd and the exponent at least 3; OpenSSL does not look at the key of a leaf",
      [
        #"leaf: RSA of exponent 1"#,
        #"leaf: an even RSA modulus"#,
      ]
    ),
    (
      "RFC 5480 2.2: only the uncompressed form must be supported",
      [
        #"leaf: a compressed point"#
      ]
    ),
    (
      "RFC 5280 4.2.1.10: only authorities have name constraints",
      [
        #"leaf: a limit on names in what is no authority"#
      ]
    ),
    (
      "RFC 5280 4.1.2.6: an empty subject needs critical alternative names",
      [
        #"leaf: empty subject without critical names"#,
        #"leaf: no name at all"#,
      ]
    ),
    (
      "RFC 5280 6.1.4 (k): authorities are of version 3 with basic constraints; leaves are of version 3 too",
      [
        #"leaf: version 1"#,
        #"root: no basic constraints"#,
        #"root: version 1"#,
      ]
    ),
    (
      "RFC 5280 4.2.1.10: the host is evil.com; OpenSSL 3.0 takes the end of a path for it",
      [
        #"permitted .red-mesh.local spiffe://evil.com/x.red-mesh.local:1"#
      ]
    ),
    (
      "RFC 5280 4.2.1.10: DNS constraints have no form with a first dot",
      [
        #"permitted .red.svc a.red.svc"#,
        #"permitted red.svc. a.red.svc."#,
      ]
    ),
    (
      "RFC 5280 4.2.1.10: a name without a proper host lies in no permitted subtree",
      [
        #"permitted red.svc evil\#u{0}.red.svc"#,
        #"permitted 10.0.0.1 https://10.0.0.1/a"#,
        #"permitted 10.0.0.1. https://10.0.0.1./a"#,
        #"permitted red-mesh.local 1a://red-mesh.local/a"#,
        #"permitted red-mesh.local ://red-mesh.local/a"#,
        #"permitted red-mesh.local a/b://red-mesh.local/a"#,
        #"permitted red-mesh.local spiffe://red-mesh.local:a/a"#,
        #"permitted red.local @red.local"#,
        #"permitted red.svc a.*.red.svc"#,
        #"permitted red.svc a..red.svc"#,
        #"permitted red.svc a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a."#,
        #"permitted red.svc evil.com:1.red.svc"#,
        #"permitted red.svc f*.red.svc"#,
      ]
    ),
  ]

  private static let acceptedHere: [(reason: String, names: [String])] = [
    (
      "OpenSSL 3.0 takes the end of a path for a host, and so finds none; the name lies in no `.red-mesh.local`",
      [
        #"excluded .red-mesh.local spiffe://evil.com/x.red-mesh.local:1"#
      ]
    ),
    (
      "RFC 3986 3.2: an authority also ends at `?` and `#`",
      [
        #"permitted red-mesh.local https://red-mesh.local#a"#,
        #"permitted red-mesh.local https://red-mesh.local?a"#,
      ]
    ),
    (
      "RFC 3986 3.2.1: the host stands behind the user information",
      [
        #"permitted red-mesh.local spiffe://@red-mesh.local"#,
        #"permitted red-mesh.local spiffe://user:secret@red-mesh.local/a"#,
      ]
    ),
    (
      "RFC 5280 6.1 asks whether there is a path; OpenSSL follows the first name that fits",
      [
        #"two roots without key identifiers, the other first"#
      ]
    ),
  ]
}
