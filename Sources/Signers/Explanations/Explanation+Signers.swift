public import Diagnostics

extension Explanation {
  /// Every code that this module explains.
  public static let inSigners: [Explanation] = programs + tokens

  private static let programs: [Explanation] = [
    Explanation(
      "MT-KEY-21", "a signer is one that this machine knows", source: "docs/signers.md",
      why:
        "The home stores what a signer is called, and never which program that is: a program that a file in git or a "
        + "database names is code that others choose.",
      repair: "Name the program in signers.yaml of the user's configuration folder or of /etc/meshtrust."),
    Explanation(
      "MT-KEY-22", "only you and root can change what is run or loaded", source: "the modes of the file and its folder",
      why: "Programs and modules run with the rights of whoever signs, and see the PIN. Whoever can write the file, or "
        + "replace it in its folder, has both.",
      repair: "Give the file and its folder to root or to yourself, and take away the right of others to write."),
    Explanation(
      "MT-KEY-23", "programs and modules have whole paths", source: "docs/signers.md",
      why: "A relative path would name another file in another folder.", repair: "Write the path from `/` on."),
    Explanation(
      "MT-KEY-24", "a signer can be started", source: "posix_spawn(3)",
      why: "The program is missing, may not be run, or is of another machine.",
      repair: "Run it alone, and mend its path or mode. Nothing was changed."),
    Explanation(
      "MT-KEY-25", "a signer answers in time", source: "`timeout:` in signers.yaml, by default 60 s",
      why: "The program was ended. The service may have signed, but nothing that it signed is used, and the home is as "
        + "before.",
      repair: "Look at the service and at its network, then run the command again."),
    Explanation(
      "MT-KEY-26", "a signer says why it fails", source: "docs/signers.md, protocol meshtrust-signer/1",
      why: "The program ended with an error, without one in the form of the protocol.",
      repair: "Run the program alone, with a request on its standard input. Nothing was changed."),
    Explanation(
      "MT-KEY-27", "a signer may refuse",
      source: "docs/signers.md: denied, locked, unavailable, not-found, unsupported",
      why: "The service behind it said no, or could not be asked.",
      repair: "The message names what to do. Nothing was changed."),
    Explanation(
      "MT-KEY-28", "an answer has the form of the protocol", source: "docs/signers.md, protocol meshtrust-signer/1",
      why: "One JSON object of at most 64 KiB is read, strictly. Anything else is not guessed at.",
      repair: "Mend the program. Nothing was changed."),
    Explanation(
      "MT-KEY-29", "a key outside of the home is the one that it knows", source: "SHA-256 of the SubjectPublicKeyInfo",
      why: "Labels, aliases and IDs can be given to another key. What that key signs would belong to no certificate.",
      repair: "Look for the right token, key or key version. Nothing was changed."),
  ]
}
