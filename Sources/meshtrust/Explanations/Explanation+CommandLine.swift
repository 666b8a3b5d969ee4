import Diagnostics

extension Explanation {
  /// MT-CLI: the command line and its input.
  static let commandLine: [Explanation] = [
    Explanation(
      "MT-CLI-01", "only the commands that --help lists exist", source: "`meshtrust --help`",
      why: "An unknown command does nothing, so nothing was changed.",
      repair: "Type the suggested command."),
    Explanation(
      "MT-CLI-02", "options must be complete and compatible", source: "the command's --help",
      why: "The command line has more than one meaning, and guessing would not be safe.",
      repair: "Follow the suggestion.",
      successors: [
        "MT-CLI-20", "MT-CLI-21", "MT-CLI-22", "MT-CLI-23", "MT-CLI-24", "MT-CLI-25", "MT-CLI-26", "MT-CLI-27",
        "MT-CLI-28", "MT-CLI-29", "MT-CLI-30", "MT-CLI-31", "MT-CLI-32", "MT-CLI-33", "MT-CLI-40", "MT-CLI-41",
        "MT-CLI-42", "MT-CLI-43", "MT-CLI-44", "MT-CLI-45", "MT-CLI-46", "MT-CLI-47", "MT-CLI-48", "MT-CLI-49",
        "MT-CLI-50", "MT-CLI-51", "MT-CLI-52", "MT-CLI-53", "MT-CLI-54", "MT-CLI-55", "MT-CLI-60", "MT-CLI-61",
        "MT-CLI-62", "MT-CLI-63", "MT-CLI-64", "MT-CLI-65", "MT-CLI-66", "MT-CLI-67", "MT-CLI-68", "MT-CLI-69",
        "MT-CLI-70",
      ]),
    Explanation(
      "MT-CLI-03", "a value must have the right form", source: "the command's --help",
      why: "A value that is half understood would change more than intended.",
      repair: "Write it as the message shows."),
    Explanation(
      "MT-CLI-04", "a file must contain what the command needs", source: "a file's kind is recognised by its content",
      why: "A bundle in place of a chain, for example, would be verified as something that it is not.",
      repair: "Use the right file. `meshtrust inspect FILE` shows what a file contains."),
    Explanation(
      "MT-CLI-05", "a code must exist", source: "`meshtrust explain --list`",
      why: "Codes are stable names of rules and failures.",
      repair: "Look it up in the list."),
    Explanation(
      "MT-CLI-10", "the clock was set by hand", source: "--now",
      why: "Issued certificates and log entries carry the given time instead of the real one.",
      repair: "Leave --now out, except in tests."),
    Explanation(
      "MT-CLI-11", "a client ID has no scheme", source: "lint rule MT-T-10",
      why: "istiod puts spiffe:// in front of the client ID. With the scheme twice no peer matches.",
      repair: "In a ServiceMeshPeer write the ID as `meshtrust id` prints it."),
    Explanation(
      "MT-CLI-12", "no certificate outlives its issuer",
      source: "RFC 5280 section 6.1.3: every certificate of a path is valid",
      why: "A leaf that outlives its issuer looks valid and is rejected everywhere.",
      repair: "Ask for a shorter lifetime, or run `meshtrust apply` when the intermediate is due for renewal."),
    Explanation(
      "MT-CLI-13", "each line of a batch contains a chain", source: "`meshtrust help verify`",
      why: "The line is JSON, but has nothing to verify. The other lines are answered all the same.",
      repair: "Write {\"id\": \"a name\", \"chain\": \"the PEM text\"} on each line."),
    Explanation(
      "MT-CLI-14", "one object is chosen by kind, namespace and name",
      source: "Kubernetes: names are unique for one kind in one namespace",
      why: "Several objects in the input fit. Choosing one could mean the roots or the addresses of another mesh.",
      repair: "Pass a file that contains only the right one."),
    Explanation(
      "MT-CLI-15", "a stream of manifests has an end", source: "one million documents",
      why: "A program that writes documents for ever would fill all memory. No cluster has as many objects.",
      repair: "Pass the manifests of one mesh, or of one namespace."),
    Explanation(
      "MT-CLI-20", "a command line has the options and arguments of its command", source: "the command's --help",
      why: "An unknown option or argument, or a missing one, leaves open what is meant. Nothing was done.",
      repair: "`meshtrust COMMAND --help` lists what the command takes."),
    Explanation(
      "MT-CLI-90", "certificates are in a form that meshes read", source: "RFC 7468; RFC 7292; OpenSSL x509",
      why: "The file holds certificates, but in a form of one tool, with a passphrase or with settings of trust that "
        + "would be lost.",
      repair: "Convert it with the command that the message shows."),
    Explanation(
      "MT-CLI-96", "every root of a mesh's configuration stands in the file",
      source: "istio/api, mesh/v1alpha1/config.proto",
      why:
        "An entry of `caCertificates` may name an address instead of PEM. Its roots count in the mesh, and are not seen "
        + "here: what is refused may be accepted there.",
      repair: "Fetch the bundle, and pass that file."),
    Explanation(
      "MT-CLI-91", "only the roots of the given trust domain are taken", source: "checklist rules B-12 and V-03",
      why: "The file holds roots of several trust domains. Pooled, each of them could forge the others' identities.",
      repair: "Nothing needs to be done."),
    Explanation(
      "MT-CLI-93", "only the active roots of Consul are taken", source: "Consul, GET /v1/agent/connect/ca/roots",
      why: "Consul lists the roots of former authorities too. Whoever still has the key of one could sign for the "
        + "whole trust domain.",
      repair: "Nothing needs to be done. If certificates below an old root are still in use, pass that root as PEM."),
    Explanation(
      "MT-CLI-94", "the roots of a peer are read from a ConfigMap",
      source: "ServiceMeshPeer, spec.security.certificateChain",
      why: "The manifest names an object of another kind. A ConfigMap that happens to have its name may hold other "
        + "roots.",
      repair: "Write the roots into a file, and pass it with --bundle FILE."),
    Explanation(
      "MT-CLI-95", "every manifest beside the named one is read", source: "`meshtrust help verify`",
      why: "The ConfigMap with the roots may be in any manifest of the folder. One that cannot be read could hold "
        + "another version of it.",
      repair: "Repair the file, or move it away."),
  ]
}
