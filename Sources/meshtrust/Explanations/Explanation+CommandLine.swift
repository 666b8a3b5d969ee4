import Diagnostics

extension Explanation {
  /// MT-CLI: the command line and its input.
  static let commandLine: [Explanation] = [
    Explanation(
      "MT-CLI-01", "there are the commands that --help lists, and no others", source: "`meshtrust --help`",
      why: "An unknown command does nothing, so nothing was changed.", repair: "Type the command that is suggested."),
    Explanation(
      "MT-CLI-02", "options must go together", source: "the command's --help",
      why: "What was typed leaves open what is meant, and guessing would not be safe.",
      repair: "Type what is suggested."),
    Explanation(
      "MT-CLI-03", "a value must be readable as what it should be", source: "the command's --help",
      why: "A value that is half understood changes more than intended.", repair: "Write it as the message shows."),
    Explanation(
      "MT-CLI-04", "a file must hold what is asked for", source: "what a file holds is recognised by its content",
      why: "A bundle in the place of a chain would be judged as something else than it is.",
      repair: "Give the right file; `meshtrust inspect FILE` tells what one holds."),
    Explanation(
      "MT-CLI-05", "a code must exist", source: "`meshtrust explain --list`",
      why: "Codes are stable names of rules and failures.", repair: "Look it up in the list."),
    Explanation(
      "MT-CLI-10", "the clock was set by hand", source: "--now",
      why: "What is issued or logged carries the given time instead of the real one.",
      repair: "Leave --now out, except for tests."),
    Explanation(
      "MT-CLI-11", "a client ID has no scheme", source: "federation lint rule T-10",
      why: "istiod puts spiffe:// in front of the clientID itself; with the scheme written twice nobody matches.",
      repair: "In a ServiceMeshPeer write the ID as `meshtrust id` prints it."),
    Explanation(
      "MT-CLI-12", "nothing outlives its issuer",
      source: "RFC 5280 section 6.1.3: every certificate of a path is valid",
      why: "A leaf that went on after its issuer's end would look valid and be refused everywhere.",
      repair: "Ask for less, or run `meshtrust apply` when the intermediate is due for renewal."),
    Explanation(
      "MT-CLI-13", "each line of a batch holds a chain", source: "`meshtrust help verify`",
      why: "The line is JSON, but says nothing that could be judged; the other lines are answered all the same.",
      repair: "Write {\"id\": \"a name\", \"chain\": \"the PEM text\"} on each line."),
  ]
}
