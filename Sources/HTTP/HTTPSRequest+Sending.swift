extension HTTPSRequest {
  /// Sends the request and follows redirects.
  ///
  /// - Returns: The final answer, whatever its status.
  public func send() throws(HTTPSError) -> HTTPSAnswer {
    guard Self.isHTTPS(url) else { throw .notHTTPS(url) }
    let clock = ContinuousClock()
    let end = clock.now.advanced(by: timeout)
    var next = url
    for _ in 0...redirects {
      let left = clock.now.duration(to: end)
      guard left > .zero else { throw .timedOut(after: timeout) }
      let (head, body, redirect) = try HTTPSConnection(self, limit: limit).perform(next, self, left: left)
      guard let redirect, (300..<400).contains(head.status) else {
        return HTTPSAnswer(status: head.status, contentType: head["content-type"], body: body, url: next)
      }
      guard Self.isHTTPS(redirect) else { throw .badRedirect(redirect) }
      next = redirect
    }
    throw .tooManyRedirects(redirects)
  }

  /// https and no user and password (SPIFFE Federation section 5.2.1.1).
  private static func isHTTPS(_ url: String) -> Bool {
    guard url.lowercased().hasPrefix("https://") else { return false }
    return !url.dropFirst(8).prefix { $0 != "/" && $0 != "?" && $0 != "#" }.contains("@")
  }
}
