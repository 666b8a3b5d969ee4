import CA
import Rotation

/// Runs what reads a home, and gives what it throws as the error of a report.
func fromHome<Value>(_ body: () throws(CAError) -> Value) throws(RotationError) -> Value {
  do throws(CAError) {
    return try body()
  } catch {
    throw .home(error)
  }
}
