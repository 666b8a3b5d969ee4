import CA
import Cryptography
import SPIFFE
import TLS
import X509

/// Converts errors of the home to this module's.
func fromHome<Value>(_ body: () throws(CAError) -> Value) throws(RotationError) -> Value {
  do {
    return try body()
  } catch {
    throw .home(error)
  }
}

/// Converts errors of TLS to this module's.
func fromTLS<Value>(_ body: () throws(TLSError) -> Value) throws(RotationError) -> Value {
  do {
    return try body()
  } catch {
    throw .tls(error)
  }
}

/// Converts errors of identities. The federation's names were checked when it was read.
func fromNames<Value>(_ body: () throws(SPIFFEError) -> Value) throws(RotationError) -> Value {
  do {
    return try body()
  } catch {
    throw .home(.spiffe(error))
  }
}

/// Converts errors of certificates.
func fromCertificates<Value>(_ body: () throws(X509Error) -> Value) throws(RotationError) -> Value {
  do {
    return try body()
  } catch {
    throw .home(.x509(error))
  }
}

/// Converts errors of keys and random numbers.
func fromKeys<Value>(_ body: () throws(CryptographyError) -> Value) throws(RotationError) -> Value {
  do {
    return try body()
  } catch {
    throw .home(.cryptography(error))
  }
}
