import Diagnostics
import Documents
import X509

/// One chain of a batch, not yet decoded.
struct BatchItem: Sendable {
  /// The given `id`, or the chain's number.
  let name: String
  /// The chain's PEM text, or the reason why there is none.
  let text: Result<[UInt8], Unreadable>

  /// A line without a chain.
  struct Unreadable: Error {
    let diagnostic: Diagnostic
  }

  init(name: String, text: Result<[UInt8], Unreadable>) {
    self.name = name
    self.text = text
  }

  /// A chain in a JSON object on one line.
  init(line: [UInt8], number: Int, _ path: String) {
    let place = Place(file: path, line: number)
    do throws(DocumentsError) {
      let documents = try DocumentReader.all(bytes: line, source: path, format: .json)
      let root = documents.first?.root
      name = root?["id"]?.text ?? "\(number)"
      guard documents.count < 2, let chain = root?["chain"]?.string else {
        let what: Message =
          documents.count < 2 ? "the line has no member `chain`" : "the line has \(documents.count) JSON values"
        let finding = Diagnostic(
          "MT-CLI-13", what: what, why: "each line is {\"id\": \"…\", \"chain\": \"PEM\"}",
          next: "write the PEM text of the chain there", place: place)
        text = .failure(Unreadable(diagnostic: finding))
        return
      }
      text = .success(Array(chain.utf8))
    } catch {
      var diagnostic = error.diagnostic
      diagnostic.place = place
      name = "\(number)"
      text = .failure(Unreadable(diagnostic: diagnostic))
    }
  }

  /// In bytes.
  var size: Int { (try? text.get().count) ?? 0 }

  /// Verifies the chain and appends the answer.
  func answer(by verifier: ProfileVerifier, into answers: inout BatchAnswers) {
    do {
      // An intermediate that has been verified is not decoded and checked again.
      let (chain, _) = try PEM.certificates(text.get()) { der throws(X509Error) in try verifier.certificate(der: der) }
      let verdict = verifier.verify(chain)
      answers.add(name, verdict.isAccepted ? .done : .no) { json in ProfileVerdictView(verdict).write(into: &json) }
    } catch let error as Unreadable {
      refuse(error.diagnostic, into: &answers)
    } catch let error as any Diagnosable {
      refuse(error.diagnostic, into: &answers)
    } catch {
      refuse(Diagnostic("MT-DER-01", what: "\(String(describing: error))"), into: &answers)
    }
  }

  private func refuse(_ diagnostic: Diagnostic, into answers: inout BatchAnswers) {
    answers.add(name, .malformed) { json in
      json.member("accepted", false)
      json.member("diagnostics", .sequence([diagnostic.node]))
    }
  }
}

/// The answers about consecutive chains of a batch: JSON lines, written on the thread that verified the chains.
struct BatchAnswers: Sendable {
  private var json = JSONWriter()
  /// Unreadable input is worse than a rejection.
  private(set) var worst = ExitStatus.done

  var lines: [UInt8] { json.bytes }

  /// Adds the answer about the chain `id`; `body` writes its other members.
  mutating func add(_ id: String, _ status: ExitStatus, _ body: (inout JSONWriter) -> Void) {
    json.mapping { json in
      json.member("id", id)
      body(&json)
    }
    json.endLine()
    if status.rawValue > worst.rawValue { worst = status }
  }
}
