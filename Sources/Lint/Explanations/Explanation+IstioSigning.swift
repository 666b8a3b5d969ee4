import Diagnostics

extension Explanation {
  /// MT-I-01 to MT-I-10: the Secret `cacerts` of Istio.
  static let istioSigning: [Explanation] = [
    Explanation(
      "MT-I-01", "`cacerts` has the values of one layout", source: "istio/istio pilot/pkg/bootstrap/istio_ca.go",
      why:
        "If `tls.crt` is present, istiod uses `tls.crt`, `tls.key` and `ca.crt`. A rotation that writes `ca-cert.pem` "
        + "beside them changes nothing.",
      repair: "Remove the values of one layout; keep `ca-cert.pem`, `ca-key.pem`, `cert-chain.pem` and `root-cert.pem`."
    ),
    Explanation(
      "MT-I-02", "`cacerts` has all four values", source: "istio/istio#55696",
      why:
        "Up to Istio 1.26.0 a missing `ca-key.pem` makes istiod sign with a CA that it creates itself, without a word. "
        + "Any other missing value, and from 1.26.1 on this one too, keeps istiod from starting.",
      repair: "Write all four; `cert-chain.pem` may be empty only if a root signs itself."),
    Explanation(
      "MT-I-03", "the CA in `cacerts` can sign, and leads to the roots beside it",
      source: "istio/istio security/pkg/pki/util/keycertbundle.go, Verify",
      why: "istiod exits when it starts with such a Secret. One that runs ignores the update and keeps the old CA.",
      repair: "Use the files of one CA: its certificate, the key of that certificate, the chain and the root above it."),
    Explanation(
      "MT-I-04", "`ca-cert.pem` begins with the certificate that signs",
      source: "istio/istio security/pkg/pki/util/keycertbundle.go",
      why: "istiod reads the first block only. Its key does not match, and istiod exits or ignores the update.",
      repair: "Put the certificate of the key first, or leave the others to `cert-chain.pem`."),
    Explanation(
      "MT-I-05", "`cert-chain.pem` begins with the intermediate", source: "istio/istio security/pkg/server/ca",
      why:
        "Proxies present their own certificate and this file. Without the intermediate no peer finds a path to the root: "
        + "mutual TLS is down.",
      repair: "Write the intermediates there, the one that signs first, without the root."),
    Explanation(
      "MT-I-06", "`cert-chain.pem` has no root", source: "RFC 8446 section 4.4.2",
      why: "It does no harm, but every handshake carries it, and the root again, since istiod appends `root-cert.pem`.",
      repair: "Leave the root out of it."),
    Explanation(
      "MT-I-07", "a list of roots has valid CAs and nothing else",
      source: "istio/istio security/pkg/nodeagent; envoy default_validator.cc",
      why: "Envoy may refuse the whole list, and then every handshake of the proxy fails. Go passes over the block "
        + "without a word, so that istiod and proxies trust different roots.",
      repair: "Remove the block; keep only roots that are in use."),
    Explanation(
      "MT-I-08", "`tls.crt` ends with a newline", source: "istio/istio pilot/pkg/bootstrap/istio_ca.go",
      why:
        "istiod appends `ca.crt` to it. Without a newline two lines of dashes become one, and nobody can read the chain.",
      repair: "End `tls.crt` with a newline."),
    Explanation(
      "MT-I-09", "roots and chains are bare PEM with LF",
      source: "istio/istio security/pkg/pki/util/keycertbundle.go; pilot/pkg/trustbundle",
      why:
        "istiod compares texts. Up to 1.29 it takes a changed `root-cert.pem` only if one text is part of the other, so "
        + "that a rewritten comment or line end blocks a rotation; and one root in two notations counts as two.",
      repair: "Write only the blocks, with LF at the ends of lines, and keep that form."),
    Explanation(
      "MT-I-10", "a CA that istiod created is not a plugged-in one",
      source: "istio/istio USE_CACERTS_FOR_SELF_SIGNED_CA",
      why:
        "From 1.19 on istiod can keep its self-signed CA in `cacerts`, and marks it with `istio-generated`. It renews "
        + "that CA by itself.",
      repair: "Do not adopt it as it is. Plug in a CA of your own, with both roots in `root-cert.pem` first."),
  ]

  /// MT-I-11 to MT-I-24, -29 and -34: which roots count, and whether they arrive.
  static let istioPools: [Explanation] = [
    Explanation(
      "MT-I-11", "several roots need ISTIO_MULTIROOT_MESH", source: "istio/istio#39935; pilot/pkg/xds/pcds.go",
      why:
        "Without it istiod never sends `caCertificates` to a proxy, and ignores every change of `root-cert.pem`. Peers "
        + "are refused with CERTIFICATE_VERIFY_FAILED.",
      repair: "Set it to \"true\" in `pilot.env`, and restart istiod."),
    Explanation(
      "MT-I-12", "proxies ask for the roots of peers", source: "istio/istio#39935; security/pkg/nodeagent",
      why:
        "A proxy asks only if its own environment has PROXY_CONFIG_XDS_AGENT. Until then it knows the root of its own "
        + "mesh, and refuses every peer.",
      repair: "Set it to \"true\" in `meshConfig.defaultConfig.proxyMetadata`, then restart every Pod, gateways first."),
    Explanation(
      "MT-I-13", "running Pods have the present settings", source: "istio/istio pkg/kube/inject",
      why:
        "The settings of a proxy are the environment of its Pod. One that is older refuses peers, or is refused by them.",
      repair: "Restart what makes the Pod."),
    Explanation(
      "MT-I-14", "this version delivers all roots", source: "istio/istio#55793",
      why: "Istio 1.24.4 and 1.25.1 hand a proxy only one of several roots. In a rotation half of the handshakes fail.",
      repair: "Upgrade to 1.24.5 or 1.25.2 before anything else; do not rotate before that."),
    Explanation(
      "MT-I-15", "a running istiod takes up the new roots",
      source: "istio/istio#59909; security/pkg/pki/util/keycertbundle.go, UpdateVerifiedKeyCertBundleFromFile",
      why:
        "istiod 1.20 to 1.29 compares the texts, from 1.30 on the sets of certificates. What is neither more nor less "
        + "than before is ignored, with one line in the log, and with it a new intermediate of the same write.",
      repair: "Append new roots at the end, and remove old ones from the ends only. For anything else, restart istiod."),
    Explanation(
      "MT-I-16", "a change of roots needs a restart here",
      source: "istio/istio pilot/pkg/bootstrap/istio_ca.go, \"Updating new ROOT-CA not supported\"",
      why:
        "Up to 1.19, and in every version without ISTIO_MULTIROOT_MESH, a running istiod ignores changed roots, and with "
        + "them the new intermediate of the same write.",
      repair: "Plan the restart of istiod, and after it that of every Pod; or turn on ISTIO_MULTIROOT_MESH first."),
    Explanation(
      "MT-I-17", "a new root signs only when everybody has it", source: "istio/istio security/pkg/nodeagent/cache",
      why: "Proxies that do not know the new root refuse every certificate below it.",
      repair:
        "Let the old root sign. Add the new one to the roots, wait until every proxy and every peer has it, and only "
        + "then change the signer."),
    Explanation(
      "MT-I-18", "a root leaves when nothing is signed below it any more", source: "this tool's own rule",
      why: "Whatever still has such a certificate is refused: an outage until it is renewed.",
      repair: "Put the root back, and wait until the last certificate below it has ended."),
    Explanation(
      "MT-I-19", "istiod started with `cacerts` in place", source: "istio/istio#57853, #44932, #53961",
      why:
        "istiod watches the files only if they were there when it started. A Secret that came later does nothing: the old "
        + "CA signs on, and no log says so.",
      repair: "Restart istiod."),
    Explanation(
      "MT-I-20", "every root of a peer is trusted", source: "istio/istio pilot/pkg/trustbundle",
      why: "Handshakes with whatever is signed below the missing root fail, in one direction.",
      repair: "Add the root to `caCertificates`, in an entry of its own with the peer's trust domain."),
    Explanation(
      "MT-I-21", "roots that nobody uses are not trusted", source: "istio/istio pilot/pkg/trustbundle",
      why:
        "Whoever has the key of a root that was given up, perhaps because it leaked, can still issue every identity.",
      repair: "Remove the entry once the peer's rotation is over."),
    Explanation(
      "MT-I-22", "the first block of every `pem` is a CA", source: "istio/istio pilot/pkg/trustbundle",
      why: "One bad entry makes istiod refuse the whole list: at the start it exits, later it keeps the old list.",
      repair: "Put the PEM text of one root there."),
    Explanation(
      "MT-I-23", "a `pem` is one root", source: "istio/istio pilot/pkg/trustbundle",
      why:
        "istiod checks the first block only. What is wrong with the others is noticed by the proxies, and not by istiod.",
      repair: "Write an entry for each root."),
    Explanation(
      "MT-I-24", "an entry says whose roots it has", source: "istio/istio#43536; pilot/pkg/security/authn",
      why:
        "Sidecars take clients of their own trust domain, of its aliases, and of `trustDomains` of an entry. All others "
        + "fail with \"SAN matcher\", although their chain is fine.",
      repair: "Write the peer's trust domain into `trustDomains` of the entry."),
    Explanation(
      "MT-I-29", "roots with different keys have different names",
      source: "istio/istio#31987, #37096, #61719; istio/ztunnel#1613",
      why:
        "A verifier that takes the wrong one of both fails with PADDING_CHECK_FAILED, DECRYPT_ERROR or BadSignature, "
        + "depending on their order.",
      repair: "Replace one of them by a root with a name of its own, such as the mesh and the generation."),
    Explanation(
      "MT-I-34", "the root of a peer is confined to its trust domain", source: "istio/istio#30769",
      why: "Istio pools roots: each of them may issue the identities of every mesh, this one's own too. Only a name "
        + "constraint in the root stops that.",
      repair: "Ask the peer for a root with a name constraint on its trust domain. Ambient meshes cannot have one."),
  ]
}
