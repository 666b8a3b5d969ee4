public import Files

extension OpenHome {
  /// Writes a new description under the home's lock.
  ///
  /// - Throws: ``FileError/changed(_:)`` if the file has changed since it was read.
  public func rewrite(_ file: EditedFile, with bytes: [UInt8]) throws(CAError) {
    try locked { () throws(CAError) in
      _ = try descriptionOctets()
      try wrapping(CAError.files, file.replace(with: bytes))
    }
  }
}
