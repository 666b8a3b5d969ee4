import CCurl
import Glibc
import TLS

/// One request to one server, with a handle of its own: nothing of an earlier connection or session is used again.
@safe final class HTTPSConnection {
  private let library: CurlLibrary
  private let handle: UnsafeMutableRawPointer
  private let answer: BoundedAnswer
  /// The verification that decides instead of the Web PKI.
  private let own: ForeignConnection?
  private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CurlErrorTextSize))

  init(_ request: HTTPSRequest, limit: Int) throws(HTTPSError) {
    do throws(HTTPError) { library = try CurlLibrary() } catch { throw .noLibrary(CurlLibrary.names) }
    guard let handle = unsafe curlOpen(library.open) else { throw .library(code: -1, detail: "curl_easy_init failed") }
    unsafe self.handle = handle
    answer = BoundedAnswer(limit: limit)
    unsafe errorText.initialize(repeating: 0, count: Int(CurlErrorTextSize))
    switch request.server {
    case .web: own = nil
    case .verified(let make): own = make()
    }
  }

  deinit {
    unsafe curlClose(library.close, handle)
    unsafe errorText.deallocate()
  }

  /// - Parameter left: The time that is left.
  /// - Returns: The head, the body, and where a redirect leads.
  func perform(
    _ url: String, _ request: HTTPSRequest, left: Duration
  ) throws(HTTPSError) -> (head: HTTPHead, body: [UInt8], redirect: String?) {
    prepare(url, request, left)
    if case .web(let roots) = request.server { trust(roots) } else { try takeVerification() }
    let code = withExtendedLifetime((answer, own)) { unsafe curlPerform(library.perform, handle) }
    // Asked before anything that came over the connection is believed, an error of the server included.
    if let own, !own.isVerified {
      switch Int(code) {
      case Int(CurlDone), Int(CurlReceiverStopped): throw .noOwnVerification
      case Int(CurlTLSFailed), Int(CurlUntrusted): throw .untrusted(detail: detail(code))
      default: break
      }
    }
    if answer.isBodyTooLong { throw .tooLong(limit: answer.limit) }
    if answer.isHeaderTooLong { throw .headerTooLong(limit: BoundedAnswer.headerLimit) }
    if let fault = fault(code, url, request) { throw fault }
    guard let head = answer.head else { throw .broken(detail: "the server sent no status line") }
    return (head, answer.body, redirectURL)
  }

  private func prepare(_ url: String, _ request: HTTPSRequest, _ left: Duration) {
    set(CurlURL, url)
    set(CurlProxy, request.proxy.url ?? "")
    set(CurlNoProxy, request.proxy.exceptions ?? "")
    set(CurlSuppressConnectHeaders, 1)
    set(CurlNoSignal, 1)
    set(CurlProtocols, CurlProtocolHTTPS)
    set(CurlHTTPVersion, CurlVersionHTTP11)
    set(CurlTLSVersion, CurlTLS12)
    set(CurlTimeoutMilliseconds, left.milliseconds)
    set(CurlConnectTimeoutMilliseconds, min(left.milliseconds, Self.connectMilliseconds))
    set(CurlFreshConnect, 1)
    set(CurlForbidReuse, 1)
    set(CurlSessionCache, 0)
    set(CurlHTTPGet, 1)
    _ = unsafe curlSetPointer(library.set, handle, Int32(CurlErrorText), errorText)
    let context = unsafe Unmanaged.passUnretained(answer).toOpaque()
    _ = unsafe curlSetPointer(library.set, handle, Int32(CurlWriteData), context)
    _ = unsafe curlSetPointer(library.set, handle, Int32(CurlHeaderData), context)
    _ = unsafe curlSetReceiver(library.set, handle, Int32(CurlWriteFunction), BoundedAnswer.takeBody)
    _ = unsafe curlSetReceiver(library.set, handle, Int32(CurlHeaderFunction), BoundedAnswer.takeHeader)
  }

  private func trust(_ roots: HTTPSRequest.WebRoots) {
    set(CurlVerifyPeer, 1)
    set(CurlVerifyHost, 2)
    if let file = roots.file { set(CurlRootsFile, file) }
    if let folder = roots.folder { set(CurlRootsFolder, folder) }
  }

  /// The library gives its context away before the handshake, and what is set there decides. Its own verification would
  /// ask the Web PKI, so that it is off, and ``perform(_:_:left:)`` believes nothing unless ours was asked.
  private func takeVerification() throws(HTTPSError) {
    guard let own, library.hasOwnLibssl else { throw .noOwnVerification }
    set(CurlVerifyPeer, 0)
    set(CurlVerifyHost, 0)
    let context = unsafe Unmanaged.passUnretained(own).toOpaque()
    let isData = unsafe curlSetPointer(library.set, handle, Int32(CurlTLSContextData), context)
    let isTaken = unsafe curlSetContextTaker(library.set, handle, Int32(CurlTLSContextFunction)) { _, context, own in
      guard let context = unsafe context, let own = unsafe own else { return 1 }
      unsafe Unmanaged<ForeignConnection>.fromOpaque(own).takeUnretainedValue().take(context: context)
      return 0
    }
    guard isData == CurlDone, isTaken == CurlDone else { throw .noOwnVerification }
  }

  private var redirectURL: String? {
    var text: UnsafeMutablePointer<CChar>?
    guard unsafe curlText(library.info, handle, Int32(CurlRedirectURL), &text) == CurlDone, let text = unsafe text
    else {
      return nil
    }
    return unsafe String(cString: text)
  }

  private static let connectMilliseconds = 10_000

  private func set(_ option: some BinaryInteger, _ value: some BinaryInteger) {
    _ = unsafe curlSetNumber(library.set, handle, Int32(option), Int(value))
  }

  /// The library copies texts.
  private func set(_ option: some BinaryInteger, _ text: String) {
    _ = unsafe text.withCString { unsafe curlSetPointer(library.set, handle, Int32(option), $0) }
  }

  private func detail(_ code: Int32) -> String {
    let text = unsafe String(cString: errorText)
    return text.isEmpty ? library.text(code) : text
  }

  /// - Parameter url: Of this request, which may be where a redirect leads.
  private func fault(_ code: Int32, _ url: String, _ request: HTTPSRequest) -> HTTPSError? {
    switch Int(code) {
    case Int(CurlDone): nil
    case Int(CurlMalformedURL): url == request.url ? .notHTTPS(url) : .badRedirect(url)
    // The URL is one of https by now: this is what an answer is called that is not of HTTP.
    case Int(CurlUnsupportedProtocol): .broken(detail: detail(code))
    case Int(CurlCouldNotResolve), Int(CurlCouldNotResolveProxy): .unresolved(detail: detail(code))
    case Int(CurlCouldNotConnect): .refused(detail: detail(code))
    case Int(CurlTimedOut): .timedOut(after: request.timeout)
    case Int(CurlTLSFailed): .noTLS(detail: detail(code))
    case Int(CurlUntrusted): .untrusted(detail: detail(code))
    case Int(CurlBadRootsFile): .badRoots(detail: detail(code))
    case Int(CurlPartialBody), Int(CurlGotNothing), Int(CurlSendFailed), Int(CurlReceiveFailed):
      .broken(detail: detail(code))
    default: .library(code: code, detail: detail(code))
    }
  }
}

extension Duration {
  fileprivate var milliseconds: Int {
    let (seconds, attoseconds) = components
    return max(1, Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
  }
}
