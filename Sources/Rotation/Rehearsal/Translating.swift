import CA
import Cryptography
import SPIFFE
import TLS
import X509

/// Asks the home, and throws its errors as RotationError.
func fromHome<Value>(_ body: () throws(CAError) -> Value) throws(RotationError) -> Value {
  do {
    return try body()
  } catch {
    throw .home(error)
  }
}

/// Asks libssl, and throws its errors as RotationError.
func fromTLS<Value>(_ body: () throws(TLSError) -> Value) throws(RotationError) -> Value {
  do {
    return try body()
  } catch {
    throw .tls(error)
  }
}

/// Makes an identity of the federation's own names, which were checked when the federation was read.
func fromNames<Value>(_ body: () throws(SPIFFEError) -> Value) throws(RotationError) -> Value {
  do {
    return try body()
  } catch {
    throw .home(.spiffe(error))
  }
}

/// Makes certificates; a failure is one of the home's authorities.
func fromCertificates<Value>(_ body: () throws(X509Error) -> Value) throws(RotationError) -> Value {
  do {
    return try body()
  } catch {
    throw .home(.x509(error))
  }
}

/// Makes keys and random numbers.
func fromKeys<Value>(_ body: () throws(CryptographyError) -> Value) throws(RotationError) -> Value {
  do {
    return try body()
  } catch {
    throw .home(.cryptography(error))
  }
}
