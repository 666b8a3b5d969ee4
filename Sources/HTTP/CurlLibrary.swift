import CCurl
import Glibc

/// libcurl, loaded when it is first used: linked, it would cost every start of the tool.
@safe struct CurlLibrary {
  /// Debian's two flavours; requests over a unix socket need no TLS.
  static let names = ["libcurl.so.4", "libcurl-gnutls.so.4"]

  let open, close, perform, set, info, append, freeList, message: UnsafeMutableRawPointer
  /// Whether its TLS is the libssl that this process is linked with, so that a context of the one is one of the other.
  let hasOwnLibssl: Bool

  init() throws(HTTPError) {
    guard let library = unsafe Self.load() else { throw .noLibrary(Self.names) }
    func symbol(_ name: String) throws(HTTPError) -> UnsafeMutableRawPointer {
      guard let symbol = unsafe dlsym(library, name) else { throw .noLibrary(Self.names) }
      return unsafe symbol
    }
    unsafe open = try symbol("curl_easy_init")
    unsafe close = try symbol("curl_easy_cleanup")
    unsafe perform = try symbol("curl_easy_perform")
    unsafe set = try symbol("curl_easy_setopt")
    unsafe info = try symbol("curl_easy_getinfo")
    unsafe append = try symbol("curl_slist_append")
    unsafe freeList = try symbol("curl_slist_free_all")
    unsafe message = try symbol("curl_easy_strerror")
    // A search in a library covers those that it is linked with.
    let theirs = unsafe dlsym(library, "SSL_CTX_new")
    hasOwnLibssl = unsafe theirs != nil && theirs == dlsym(nil, "SSL_CTX_new")
    guard Self.isInitialised else { throw .library(code: -1, "curl_global_init failed") }
  }

  private static func load() -> UnsafeMutableRawPointer? {
    for name in names {
      if let library = unsafe dlopen(name, RTLD_NOW | RTLD_LOCAL) { return unsafe library }
    }
    return nil
  }

  /// Once, since libraries before 7.84 must not be initialised by two threads at a time.
  private static let isInitialised: Bool = {
    guard let library = unsafe load(), let function = unsafe dlsym(library, "curl_global_init_mem") else {
      return false
    }
    return unsafe curlInitialise(function) == 0
  }()

  /// The library's text for a code.
  func text(_ code: Int32) -> String {
    guard let text = unsafe curlMessage(message, code) else { return "error \(code)" }
    return unsafe String(cString: text)
  }
}
