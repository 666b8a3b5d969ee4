import Foundation

extension ScriptRun {
  /// `kills check.sh meshtrust …` and `failures check.sh meshtrust …`: runs the command again and again, each time on the
  /// same home `pki` and with one fault more or less far on, then `sh check.sh`, which says whether the home is whole and
  /// the work can be finished. At last the command runs undisturbed, and is checked too.
  ///
  /// The fault stands before a system call that changes the disk: strace kills the command there, or makes the call fail
  /// as on a full disk. The calls are those of a first run that is only watched. $MESHTRUST_EVERY_FAULT tries all of them,
  /// and else a sample holds those that put things in place.
  mutating func disturb(_ verb: String, _ arguments: [String]) throws {
    guard arguments.count > 2, arguments[1] == "meshtrust" else {
      throw ScriptFailure("\(verb) is followed by a script of sh and a command of meshtrust")
    }
    guard let strace = Subprocess.locate("strace", path: environment["PATH"] ?? "") else {
      skipped = "there is no strace to disturb with; scripts/setup installs it"
      return
    }
    let command = [Binary.path] + arguments.dropFirst(2)
    if let refusal = try traced(strace, ["-e", "trace=none"], ["true"]).refusal {
      skipped = "strace may not trace here: \(refusal)"
      return
    }
    try copy("pki", to: scratch + "/pki")
    let places = FaultPlace.sample(try watched(strace, command), of: verb)
    var hits = 0
    for place in places {
      try copy(scratch + "/pki", to: "pki")
      let ended = try traced(strace, place.options(verb), command)
      // The number that another thread reached can be a call of the loader, before the program has begun.
      if ended.isUnloaded { continue }
      if verb == "kills" ? ended.isKilled : ended.status != 0 { hits += 1 }
      if !ended.isKilled { try expectDocumented(ended, after: "\(verb) at \(place)") }
      try expectWhole(arguments[0], command, after: "\(verb) at \(place)", ended)
    }
    try copy(scratch + "/pki", to: "pki")
    let ended = try traced(strace, ["-e", "trace=none"], command)
    guard ended.status == 0 else { throw ScriptFailure("undisturbed it ended with \(ended.transcript)") }
    try expectWhole(arguments[0], command, after: "the undisturbed run", ended)
    // Random numbers make a run a few calls shorter than the one that was watched, and SQLite bears it when a folder cannot
    // be brought to the disk.
    guard hits * 4 >= places.count * 3, hits > 0 else {
      throw ScriptFailure("only \(hits) of \(places.count) faults came to pass")
    }
  }

  private func expectDocumented(_ ended: Subprocess, after fault: String) throws {
    guard let status = ended.status, Self.documented.contains(status) else {
      throw ScriptFailure("after \(fault) it ended with \(ended.transcript)")
    }
  }

  private func expectWhole(
    _ check: String, _ command: [String], after fault: String, _ ended: Subprocess
  ) throws {
    let checked = try Subprocess(
      "/bin/sh", [check] + command, in: folder, environment: environment, scratch: scratch)
    guard checked.status == 0 else {
      throw ScriptFailure("after \(fault), which ended with \(ended.transcript)\n\(check) says: \(checked.transcript)")
    }
  }

  /// The calls of a run on a copy that is thrown away.
  private func watched(_ strace: String, _ command: [String]) throws -> [FaultPlace] {
    let calls = scratch + "/calls"
    let ended = try traced(
      strace, ["-o", calls, "-e", "trace=" + FaultPlace.calls.joined(separator: ",")], command)
    guard ended.status == 0 else { throw ScriptFailure("undisturbed it ended with \(ended.transcript)") }
    return FaultPlace.all(in: try String(contentsOfFile: calls, encoding: .utf8))
  }

  private func traced(_ strace: String, _ options: [String], _ command: [String]) throws -> Subprocess {
    // The search for leaks traces the process itself, and only one can.
    let environment = environment.merging(["ASAN_OPTIONS": "detect_leaks=0"]) { "\($0):\($1)" }
    return try Subprocess(
      strace, ["-f", "-qq"] + (options.contains("-o") ? [] : ["-o", "/dev/null"]) + options + command, in: folder,
      environment: environment, scratch: scratch)
  }

  /// A whole folder with its modes and times, in place of what stood there.
  private func copy(_ source: String, to target: String) throws {
    try? FileManager.default.removeItem(atPath: path(target))
    let copied = try Subprocess(
      "/bin/cp", ["-a", path(source), path(target)], in: folder, environment: environment, scratch: scratch)
    guard copied.status == 0 else { throw ScriptFailure(copied.transcript) }
  }
}

extension Subprocess {
  /// Why strace could not even start, or nil if it could.
  fileprivate var refusal: String? { status == 0 ? nil : standardError.trimmingCharacters(in: .whitespacesAndNewlines) }

  /// Whether the dynamic loader gave up.
  fileprivate var isUnloaded: Bool { status == 127 && standardError.contains("error while loading shared libraries") }

  /// Whether SIGKILL ended it; `timeout` and a shell turn the signal into a status.
  fileprivate var isKilled: Bool { status == nil || status == 128 + SIGKILL }
}
