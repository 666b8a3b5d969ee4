import Diagnostics
import Signers

/// The address of a token on the command line.
enum TokenOption {
  static func uri(_ text: String) throws -> TokenURI {
    do throws(TokenURIFault) {
      return try TokenURI(text)
    } catch {
      throw CommandLineError.value(
        option: "--token", text: text, why: error.reason, next: "--token 'pkcs11:token=LABEL;object=KEY'")
    }
  }
}
