import Diagnostics

extension Explanation {
  private static let field = "`spec.approval` of federation.yaml"
  private static let form = "OpenSSH, PROTOCOL.sshsig"

  /// MT-APPROVE: what waits for a second person.
  static let approvals: [Explanation] = [
    Explanation(
      "MT-APPROVE-01", "what `approval` lists is done by two people", source: field,
      why:
        "The command has done nothing but record what it would do: the action, its arguments, and digests of both and of "
        + "the state from which it starts.",
      repair:
        "Let an approver read the proposal and sign it with `ssh-keygen -Y sign -n meshtrust-approval`. Then run "
        + "`meshtrust proposal carry-out`, within a day. In a home on one machine this is a record and not a lock: whoever "
        + "can open the home's keys can go round the tool."),
    Explanation(
      "MT-APPROVE-02", "a proposal is named by its ID", source: "`meshtrust help proposal list`",
      why:
        "The ID is the beginning of the SHA-256 of the proposal's text. Some of its digits are enough if they are of one.",
      repair: "Take the ID from `meshtrust proposal list`."),
    Explanation(
      "MT-APPROVE-03", "an approval is good for one time", source: field,
      why: "What was approved once would else happen again whenever somebody likes. It is spent with the first change "
        + "that the action makes: one that could not begin, for example without a token, can be carried out again.",
      repair: "Give the command again: it makes a new proposal."),
    Explanation(
      "MT-APPROVE-04", "a proposal lasts a day", source: field,
      why: "Approvers decide by what they know, and that ages.",
      repair: "Give the command again: it makes a new proposal."),
    Explanation(
      "MT-APPROVE-05", "a proposal is for one state of the home", source: field,
      why:
        "The digest covers federation.yaml, authorities, keys, requests, rotations, remotes and revocations. Leaves, "
        + "evidence and what clusters showed may change.",
      repair: "Give the command again, and let it be approved for the present state."),
    Explanation(
      "MT-APPROVE-06", "what is approved is what is carried out", source: field,
      why: "A file that the command reads, or an option of it, is another one than when it was proposed.",
      repair: "Put the file back, or give the command again for a new proposal."),
    Explanation(
      "MT-APPROVE-07", "as many people approve as `approval.required` says", source: field,
      why: "Approvals of the proposer, and of people who are no approvers any more, do not count.",
      repair: "Let another approver sign the proposal."),
    Explanation(
      "MT-APPROVE-08", "a signature is one of `ssh-keygen -Y sign`", source: form,
      why: "It holds the key, the purpose and the signature in one armoured block. RSA with SHA-1 is not taken.",
      repair: "Save what `meshtrust proposal show` prints into a file, and sign that."),
    Explanation(
      "MT-APPROVE-09", "an approver's key is in federation.yaml", source: field,
      why: "A signature says which key made it; whose key that is, the list says that was approved last.",
      repair: "Let an approver of the list sign. A new one is added by changing the list, which needs an approval too."),
    Explanation(
      "MT-APPROVE-10", "a signature is over the whole text of the proposal", source: form,
      why: "Another text, another proposal or another purpose was signed.",
      repair: "Save what `meshtrust proposal show` prints into a file, byte for byte, and sign that."),
    Explanation(
      "MT-APPROVE-11", "nobody approves a proposal of his own", source: field,
      why:
        "The proposer is who the system says ran the command. That is as strong as the accounts of the machine: an account "
        + "for each person is needed.",
      repair: "Let another approver sign it."),
    Explanation(
      "MT-APPROVE-12", "a proposal is lines of text", source: form,
      why: "A control character could make an approver see something else than what is signed.",
      repair: "Give the command without control characters."),
    Explanation(
      "MT-APPROVE-13", "approvals are asked for in federation.yaml", source: field,
      why: "Without a list nothing waits, and there are no approvers.",
      repair: "Add `approval` with `for` and `approvers`, and run `meshtrust apply`."),
    Explanation(
      "MT-APPROVE-14", "a proposal is carried out at the system's time", source: "`meshtrust help proposal carry-out`",
      why: "What is issued is valid from the time of the command. With another time it would not be what was approved.",
      repair: "Leave out `--now`."),
  ]
}
