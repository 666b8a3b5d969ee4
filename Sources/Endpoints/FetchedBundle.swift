public import Diagnostics
public import Federation
public import SPIFFE

/// The bundle that the endpoint of a remote serves.
public struct FetchedBundle: Sendable {
  public let remote: RemoteEndpoint
  public let bundle: TrustBundle
  /// The document as it was served.
  public let document: [UInt8]
  /// Where it came from, after redirects.
  public let url: String
  /// What is unusual about it.
  public let warnings: [Diagnostic]
}

/// Why a bundle was not fetched. What is held stays.
public struct FetchFault: Error, Hashable, Sendable {
  /// The remote.
  public let name: String
  public let url: String
  public let reason: Reason

  public enum Reason: Hashable, Sendable {
    /// Nothing came, or not all of it.
    case unreachable(detail: String)
    /// The whole bundle did not come in time.
    case slow(seconds: Int64)
    /// The server is not the one that the profile asks for.
    case wrongServer(detail: String)
    /// The server's X509-SVID is not accepted; the code of the rule, and what it says.
    case wrongSVID(Code, detail: String)
    /// Nothing is held of the trust domain of the endpoint's SPIFFE ID.
    case noBundle(of: TrustDomain)
    /// The first fetch of a bundle that vouches for its own endpoint.
    case firstContact
    /// A redirect leads away from https, or there are too many.
    case redirect(detail: String)
    /// Another status than 200.
    case status(Int)
    /// The answer is longer than a bundle can be.
    case tooLong(limit: Int)
    /// The answer is no bundle.
    case unreadable(detail: String)
    /// A bundle that readers refuse.
    case unfit(detail: String)
    /// A bundle without certificates: nobody is trusted any more.
    case empty
    /// The library cannot leave the verification to this program.
    case noOwnVerification
  }
}

extension FetchFault: Diagnosable {
  public var exitStatus: ExitStatus {
    switch reason {
    case .unreachable, .slow, .noOwnVerification: .inputOutput
    case .wrongServer, .wrongSVID, .noBundle, .firstContact, .redirect, .empty, .unfit: .refused
    case .status, .tooLong, .unreadable: .malformed
    }
  }

  public var diagnostic: Diagnostic {
    let (code, why, next) = words
    return Diagnostic(
      code, what: "the bundle of `\(name)` was not fetched from \(url)",
      why: "\(why); what is held of it stays", next: next)
  }

  private var words: (Code, why: Message, next: Message) {
    switch reason {
    case .unreachable(let detail):
      ("MT-TRUST-40", "\(detail.printable)", "check the URL and the network, then try again")
    case .slow(let seconds):
      ("MT-TRUST-41", "the whole answer did not come within \(seconds) seconds", "try again later, or with --timeout")
    case .wrongServer(let detail):
      (
        "MT-TRUST-42", "its certificate is not one of the Web PKI for that host: \(detail.printable)",
        "ask its administrator; with `profile: https_spiffe` an X509-SVID counts in place of it"
      )
    case .wrongSVID(let rule, let detail):
      (
        "MT-TRUST-43", "its X509-SVID is refused by \(rule): \(detail.printable)",
        "ask its administrator; if its roots changed unseen, add --fingerprint for each of them"
      )
    case .noBundle(let domain):
      (
        "MT-TRUST-44", "the endpoint's SPIFFE ID is in `\(domain)`, of which nothing is held",
        "import the trust of that trust domain first"
      )
    case .firstContact:
      (
        "MT-TRUST-45", "nothing is held of it that could verify the endpoint's X509-SVID",
        "ask its administrator for the fingerprint of each root through another channel, and add --fingerprint for it"
      )
    case .redirect(let detail): ("MT-TRUST-46", "\(detail.printable)", "ask its administrator for the right URL")
    case .status(let status):
      ("MT-TRUST-47", "the server answered with the status \(status)", "ask its administrator for the right URL")
    case .tooLong(let limit):
      ("MT-TRUST-48", "the answer is longer than \(limit) bytes", "ask its administrator what the URL serves")
    case .unreadable(let detail):
      ("MT-TRUST-49", "the answer is no bundle: \(detail.printable)", "ask its administrator what the URL serves")
    case .unfit(let detail): ("MT-TRUST-50", "\(detail.printable)", "have its administrator publish it again")
    case .empty:
      (
        "MT-TRUST-51", "it has no certificates: its owner trusts nobody in that trust domain any more",
        "ask its administrator; `\(.meshtrust("trust", "remove", name))` does the same here"
      )
    case .noOwnVerification:
      (
        "MT-TRUST-52", "https_spiffe needs a libcurl that uses OpenSSL, and this one does not",
        "install it, on Debian the package libcurl4"
      )
    }
  }
}
