import Diagnostics

extension Explanation {
  /// Bundles for web servers.
  static let publishing: [Explanation] = [
    Explanation(
      "MT-TRUST-30", "nothing but a bundle is replaced by a bundle", source: "meshtrust publish --help",
      why: "Only what a home has published may be written over. Another file in its place is somebody's.",
      repair: "Move the file away, or publish into another folder."),
    Explanation(
      "MT-TRUST-31", "the file of a trust domain has its roots", source: "SPIFFE Trust Domain and Bundle section 4",
      why: "A reader takes what it finds under the URL of a trust domain for the roots of it, so that two meshes which "
        + "exchange their files trust each other's roots for their own.",
      repair: "Look for who wrote the file, move it away, and publish again."),
    Explanation(
      "MT-TRUST-32", "a sequence has a successor", source: "SPIFFE Trust Domain and Bundle section 4.1.2",
      why: "Readers ignore a bundle with a lower sequence than the one that they hold. Whoever can write the published "
        + "folder could use up the numbers, of which a mesh's trust cards have the same.",
      repair: "Remove the file, and publish again. If readers have taken it, publish under another URL, and have them "
        + "forget what they hold."),
    Explanation(
      "MT-TRUST-33", "bundles are published into a folder", source: "spec.publish of federation.yaml",
      why: "The command writes a file for each trust domain, for any web server.",
      repair: "Name the folder after `meshtrust publish`, or as `publish` in federation.yaml."),
    Explanation(
      "MT-TRUST-34", "the home knows the number of what it published",
      source: "SPIFFE Trust Domain and Bundle section 4.1.2",
      why:
        "A higher number in the published file means that the home was restored from an older backup, or that another "
        + "home publishes the same trust domain. A number that was given is never given to another content.",
      repair: "Compare the roots in the file with those of `meshtrust status`. Numbers go on from the higher one."),
    Explanation(
      "MT-TRUST-54", "the number of a bundle never goes back", source: "SPIFFE Federation section 4.2",
      why: "Replaying an old bundle would bring back a retired root. SPIRE takes it; Istio has no numbers.",
      repair:
        "Ask the remote's administrator. A cache must not keep a bundle longer than its refresh hint. If a server lied "
        + "about the number, --fingerprint for each root sets it back, unless a trust card was signed with it. If the "
        + "number began anew, `meshtrust trust remove NAME` and a fingerprint begin anew here."),
    Explanation(
      "MT-TRUST-55", "each number of a bundle has one set of roots",
      source: "SPIFFE Trust Domain and Bundle section 4.1.2",
      why:
        "Two sets with one number mean that two servers publish for the same trust domain, or that one of them is not "
        + "its owner's.",
      repair: "Compare fingerprints with the remote's administrator."),
    Explanation(
      "MT-TRUST-56", "a bundle keeps having a number", source: "SPIFFE Trust Domain and Bundle section 4.1.2",
      why: "Whoever replays an old bundle would only have to take its number away.",
      repair: "Have the remote's administrator publish it with `spiffe_sequence`."),
    Explanation(
      "MT-TRUST-57", "the number of a bundle leaves room", source: "docs/bundles.md",
      why: "Whoever holds the highest number could never be told anything new.",
      repair: "Ask the remote's administrator who published it."),
    Explanation(
      "MT-TRUST-59", "roots that an endpoint serves are vouched for by somebody", source: "docs/bundles.md",
      why:
        "Only the endpoint says that they are its mesh's. Until somebody vouches for them what is held stays, and a peer "
        + "that has changed its roots is refused once it presents a chain below the new ones.",
      repair: "Compare each fingerprint with the mesh's administrator through another channel, then fetch again with "
        + "--fingerprint, or import its trust card."),
    Explanation(
      "MT-TRUST-58", "a bundle is fetched from an endpoint that is written down",
      source: "SPIFFE Federation section 5.1",
      why: "The URL, the profile and the trust domain decide whose roots are trusted. Nothing of it is inferred.",
      repair: "Add `bundleEndpoint` and `trustDomain` to the remote in federation.yaml."),
  ]
}
