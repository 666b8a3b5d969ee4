/// Records what a reader asks for, so that the reference of federation.yaml is that of the reader itself.
final class FieldRecorder {
  private(set) var fields: [FieldShape] = []

  func record(_ path: String, _ type: FieldType, isRequired: Bool = false) {
    // A field that is read twice, such as a required one, is one field.
    if let index = fields.firstIndex(where: { $0.path == path }) {
      let known = fields[index]
      let isVague = known.type == .text || known.type == .scalar
      fields[index] = FieldShape(
        path: path, type: isVague ? type : known.type, isRequired: known.isRequired || isRequired)
    } else {
      fields.append(FieldShape(path: path, type: type, isRequired: isRequired))
    }
  }
}
