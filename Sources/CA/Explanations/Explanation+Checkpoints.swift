import Diagnostics

extension Explanation {
  private static let notes = "c2sp.org/tlog-checkpoint, c2sp.org/signed-note; RFC 6962 section 2.1"

  /// MT-LOG: the log and its checkpoints.
  static let checkpoints: [Explanation] = [
    Explanation(
      "MT-LOG-01", "a checkpoint is a signed note", source: notes,
      why:
        "The file says what the log was when somebody last looked. One that cannot be read says nothing, so that nobody "
        + "writes on without it.",
      repair:
        "Take log.checkpoint back from git. After a merge of two branches, the log of one of them is lost: keep the "
        + "side whose database you keep."),
    Explanation(
      "MT-LOG-02", "checkpoints are files whose names end in .checkpoint", source: "`meshtrust help log verify`",
      why: "A folder without one proves nothing about the log.",
      repair: "Name the file, or a clone of the repository with the home."),
    Explanation(
      "MT-LOG-03", "a home is compared with its own checkpoints", source: notes,
      why: "The first line names the log. Another home's says nothing about this one.",
      repair: "Take this home's own log.checkpoint back from git, or name the home that the file is of."),
    Explanation(
      "MT-LOG-04", "a checkpoint is signed by the key of the home's log", source: notes,
      why:
        "The file names this home, and none of its signatures is by the key in the database. A copy of the home from "
        + "before it had its log key looks the same.",
      repair: "Put the newest copy of the home back. If it is lost, run `meshtrust log accept-loss --by NAME`."),
    Explanation(
      "MT-LOG-05", "a known key's signature is valid",
      source: "c2sp.org/signed-note: a verifier rejects the whole note",
      why: "Somebody changed the text or the signature of the checkpoint.",
      repair: "Take the file back from git, and ask who changed it."),
    Explanation(
      "MT-LOG-06", "a log only grows", source: notes,
      why:
        "The home signed a checkpoint with entries that its log does not contain: the log was cut or rewritten, or the "
        + "whole home was replaced by an older copy. The signature of the database cannot show that.",
      repair:
        "Look for the newer copy. Find out who replaced it, and what was issued since: the checkpoint's file in git "
        + "shows when."),
    Explanation(
      "MT-LOG-07", "a home that is older than its checkpoint is not written to", source: notes,
      why:
        "Entries were lost, and with them what they recorded: keys, certificates, revocations. To write on would hide "
        + "that, and could issue the same generation twice.",
      repair:
        "Put the newest copy of the home back. If it is lost, run `meshtrust log accept-loss --by NAME`, which logs "
        + "the name and what was lost."),
    Explanation(
      "MT-LOG-08", "every command that writes signs the log", source: "table checkpoint of authority.db",
      why: "An older version wrote this home, which had no log key then.",
      repair: "Run any command that writes, such as `meshtrust apply`."),
    Explanation(
      "MT-LOG-09", "a home without its checkpoint is not written to", source: notes,
      why:
        "The home has written log.checkpoint before, so somebody removed it. Whoever puts an older copy of the home back "
        + "would remove it too: without the file, the next command would write on as if nothing had been lost.",
      repair:
        "Take the newest log.checkpoint back from git. If there is none, run `meshtrust log accept-loss --by NAME`, which "
        + "logs the name. A home of a version without checkpoints gets its first one by any command that writes."),
    Explanation(
      "MT-LOG-10", "a change is made although log.checkpoint or home.pub could not be written", source: notes,
      why:
        "The database has the change, and what the command does afterwards, such as writing a leaf's key, cannot be done "
        + "again. The database has the checkpoint too.",
      repair:
        "Make room on the disk, or let the home's folder be written. The next command that writes begins with these files. "
        + "Until then a copy in git counts fewer entries than the log has."),
  ]
}
