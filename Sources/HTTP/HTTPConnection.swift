import CCurl
public import Cryptography
import Glibc

/// A connection to a server behind a unix socket or a port of this machine, kept open between requests. One request at a
/// time.
///
/// Nothing of the environment has a say: neither proxies nor .netrc nor redirects.
@safe public final class HTTPConnection {
  private let place: Place
  private let library: CurlLibrary
  private let handle: UnsafeMutableRawPointer

  private enum Place {
    case socket(String)
    case port(UInt16)
  }

  /// - Throws: ``HTTPError/noLibrary(_:)``.
  public convenience init(socket: String) throws(HTTPError) { try self.init(.socket(socket)) }

  /// To a port of the loopback.
  ///
  /// - Throws: ``HTTPError/noLibrary(_:)``.
  public convenience init(port: UInt16) throws(HTTPError) { try self.init(.port(port)) }

  private init(_ place: Place) throws(HTTPError) {
    self.place = place
    library = try CurlLibrary()
    guard let handle = unsafe curlOpen(library.open) else { throw .library(code: -1, "curl_easy_init failed") }
    unsafe self.handle = handle
  }

  deinit {
    unsafe curlClose(library.close, handle)
  }

  /// Sends a request and hands over the answer's body as it comes.
  ///
  /// - Parameter receive: Takes the next bytes; false ends the transfer, which is no error.
  /// - Returns: The head of the answer, whatever its status.
  public func send(
    _ request: HTTPRequest, _ receive: @escaping (HTTPHead, [UInt8]) -> Bool
  ) throws(HTTPError) -> HTTPHead {
    try unsafe lending(request) { head, part in unsafe receive(head, Array(part)) }
  }

  /// Sends a request whose answer is secret, into memory that is wiped.
  ///
  /// - Parameter limit: The most bytes of the answer.
  /// - Returns: The head and the body; nil in place of a body that is longer.
  public func sendForSecret(
    _ request: HTTPRequest, atMost limit: Int
  ) throws(HTTPError) -> (head: HTTPHead, body: SecretBytes?) {
    var parts: [SecretBytes] = []
    var count = 0
    let head = try unsafe lending(request) { _, part in
      unsafe parts.append(SecretBytes(copying: part))
      count += part.count
      return count <= limit
    }
    guard count <= limit else { return (head, nil) }
    let body = SecretBytes(count: count) { target in
      var index = 0
      for part in parts {
        part.withBytes { bytes in
          unsafe bytes.forEach { byte in
            unsafe target[index] = byte
            index += 1
          }
        }
      }
    }
    return (head, body)
  }

  private func lending(
    _ request: HTTPRequest, _ receive: @escaping (HTTPHead, UnsafeRawBufferPointer) -> Bool
  ) throws(HTTPError) -> HTTPHead {
    switch request.body {
    case .none: return try unsafe transfer(request, UnsafeRawBufferPointer(start: nil, count: 0), receive)
    case .plain(let bytes):
      let result = unsafe bytes.withUnsafeBytes { bytes in
        Result { () throws(HTTPError) in try unsafe transfer(request, bytes, receive) }
      }
      return try result.get()
    case .secret(let secret):
      return try secret.withBytes { bytes throws(HTTPError) in try unsafe transfer(request, bytes, receive) }
    }
  }

  private func transfer(
    _ request: HTTPRequest, _ body: UnsafeRawBufferPointer,
    _ receive: @escaping (HTTPHead, UnsafeRawBufferPointer) -> Bool
  ) throws(HTTPError) -> HTTPHead {
    let transfer = unsafe Transfer(receive)
    var lines: UnsafeMutableRawPointer?
    defer { unsafe curlClose(library.freeList, lines) }
    for header in request.headers + [("Expect", "")] {
      unsafe lines = curlAppend(library.append, lines, "\(header.name): \(header.value)")
    }
    let code = withExtendedLifetime(transfer) {
      let context = unsafe Unmanaged.passUnretained(transfer).toOpaque()
      unsafe prepare(request, body, context, lines)
      return unsafe curlPerform(library.perform, handle)
    }
    // The handle outlives what it points to.
    reset()
    if transfer.isStopped, let head = transfer.head { return head }
    if let fault = fault(code, request) { throw fault }
    guard let head = transfer.head else { throw .broken("the server sent no status line") }
    return head
  }

  private func prepare(
    _ request: HTTPRequest, _ body: UnsafeRawBufferPointer, _ context: UnsafeMutableRawPointer,
    _ lines: UnsafeMutableRawPointer?
  ) {
    switch place {
    case .socket(let socket):
      set(CurlURL, "http://localhost\(request.target)")
      set(CurlUnixSocket, socket)
    case .port(let port): set(CurlURL, "http://127.0.0.1:\(port)\(request.target)")
    }
    set(CurlProxy, "")
    set(CurlNoSignal, 1)
    set(CurlPathAsIs, 1)
    set(CurlProtocols, CurlProtocolHTTP)
    set(CurlHTTPVersion, CurlVersionHTTP11)
    set(CurlTimeoutMilliseconds, request.timeout.milliseconds)
    set(CurlConnectTimeoutMilliseconds, min(request.timeout.milliseconds, Self.connectMilliseconds))
    // On a connection that was kept open, the library would send a request again whose answer is lost.
    set(CurlFreshConnect, request.method == "GET" ? 0 : 1)
    set(CurlHTTPGet, 1)
    if case .none = request.body {
    } else {
      _ = unsafe curlSetSize(library.set, handle, Int32(CurlPostFieldSize), Int64(body.count))
      _ = unsafe curlSetPointer(library.set, handle, Int32(CurlPostFields), body.baseAddress)
    }
    set(CurlCustomRequest, request.method)
    _ = unsafe curlSetPointer(library.set, handle, Int32(CurlHeader), lines)
    _ = unsafe curlSetPointer(library.set, handle, Int32(CurlWriteData), context)
    _ = unsafe curlSetPointer(library.set, handle, Int32(CurlHeaderData), context)
    _ = unsafe curlSetReceiver(library.set, handle, Int32(CurlWriteFunction), Transfer.takeBody)
    _ = unsafe curlSetReceiver(library.set, handle, Int32(CurlHeaderFunction), Transfer.takeHeader)
  }

  /// The longest time for a connection to a process of this machine.
  private static let connectMilliseconds = 10_000

  private func reset() {
    for option in [CurlPostFields, CurlHeader, CurlWriteData, CurlHeaderData, CurlCustomRequest] {
      _ = unsafe curlSetPointer(library.set, handle, Int32(option), nil)
    }
  }

  private func set(_ option: some BinaryInteger, _ value: some BinaryInteger) {
    _ = unsafe curlSetNumber(library.set, handle, Int32(option), Int(value))
  }

  /// The library copies texts.
  private func set(_ option: some BinaryInteger, _ text: String) {
    _ = unsafe text.withCString { unsafe curlSetPointer(library.set, handle, Int32(option), $0) }
  }

  private var name: String {
    switch place {
    case .socket(let socket): socket
    case .port(let port): "127.0.0.1:\(port)"
    }
  }

  private func fault(_ code: Int32, _ request: HTTPRequest) -> HTTPError? {
    switch Int(code) {
    case Int(CurlDone): nil
    case Int(CurlCouldNotConnect): .refused(socket: name)
    case Int(CurlTimedOut): .timedOut(after: request.timeout)
    case Int(CurlPartialBody), Int(CurlGotNothing), Int(CurlSendFailed), Int(CurlReceiveFailed):
      .broken(library.text(code))
    default: .library(code: code, library.text(code))
    }
  }
}

extension Duration {
  fileprivate var milliseconds: Int {
    let (seconds, attoseconds) = components
    return max(1, Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
  }
}
