import Diagnostics

/// The words for each failure: one property for each column.
extension DocumentsError {
  /// What is wrong.
  var what: Message {
    switch self {
    case .unreadable(let fault, _) where fault.isDirectory: "this is a directory, not a file"
    case .unreadable(let fault, _) where fault.isOfNoFile: "this is not a file, but a pipe, a socket or a device"
    case .unreadable(let fault, _): "cannot be read: \(fault)"
    case .empty: "contains no document"
    case .yamlSyntax(let problem, _, _): "is not YAML: \(problem)"
    case .jsonSyntax(let expected, let found, _): "is not JSON: expected \(expected), found \(found)"
    case .encoding(let problem, _): "is not text: \(problem)"
    case .template: "is a template that has not been filled in: `{{` where a value should be"
    case .pasted(.button(let text), _): "the line `\(text)` is not YAML: it is a button of a web page"
    case .pasted(.noBreakSpace(let line), _): "the line `\(line)` has no-break spaces (U+00A0, shown as ␣)"
    case .pasted(.fence(let text), _): "the line `\(text)` is not YAML: it is Markdown around a listing"
    case .pasted(.shell(let text), _): "the line `\(text)` is not YAML: it is of a shell"
    case .pasted(.wideColon(let line), _): "the line `\(line)` has a full-width colon (U+FF1A)"
    case .duplicateKey(let key, _, _): "key `\(key)` is here a second time"
    case .limit(.depth, let allowed, _): "nests more than \(allowed) levels deep"
    case .limit(.nodes, let allowed, _): "has more than \(allowed) keys and values in one document"
    case .limit(.bytes, let allowed, _): "has more than \(allowed) bytes in one document"
    case .alias(let name, .unknown, _): "alias `*\(name)` has no anchor `&\(name)` before it in the document"
    case .alias(let name, .recursive, _): "alias `*\(name)` is inside its own anchor `&\(name)`"
    case .tag(let tag, .unsupported, _): "tag `\(tag)` is not supported"
    case .tag(let tag, .mismatch(let found), _): "tag `\(tag)` does not fit \(found)"
    case .compositeKey(let found, _): "a key is \(found), not a string"
    case .merge(let found, _): "merge key `<<` has \(found) instead of a mapping or a sequence of mappings"
    case .invalidValue(let path, let found, let expected, _):
      "\(path.isEmpty ? "the document" : "`\(path)`") is \(found), but should be \(expected)"
    case .unknownField(let path, _, _, _): "unknown field `\(path)`"
    case .missingField(let path, _): "`\(path)` is missing"
    }
  }

  var why: Message {
    switch self {
    case .unreadable, .jsonSyntax: ""
    case .empty: "it has nothing but blanks and comments, if anything"
    case .yamlSyntax(_, let context, _): "\(context ?? "")"
    case .encoding: "YAML and JSON are written in UTF-8 without control characters"
    case .template: "`{{ ... }}` is a placeholder for Helm or Go templates, and means something else in YAML"
    case .pasted(.button, _), .pasted(.fence, _), .pasted(.shell, _): "it was copied together with the listing"
    case .pasted(.wideColon, _): "YAML takes it for a letter"
    case .pasted(.noBreakSpace, _):
      "web pages and word processors put them in place of spaces; YAML takes them for letters"
    case .duplicateKey(_, let first, _):
      "it is first on line \(first.line), column \(first.column), and readers differ in which of the two they use"
    case .limit: "a few lines of YAML can expand until they fill any memory"
    case .alias: "an alias repeats a node that an anchor `&` marks earlier in the same document"
    case .tag: "the known tags are !!str, !!int, !!float, !!bool, !!null, !!seq and !!map"
    case .compositeKey: "Kubernetes and JSON allow only strings as keys"
    case .merge: "a merge key adds the entries of other mappings"
    case .invalidValue: "the field takes only one kind of value"
    case .unknownField: "a misspelt field would be ignored silently"
    case .missingField: "it has no default"
    }
  }

  var next: Message {
    switch self {
    case .unreadable(let fault, _):
      if fault.isDirectory {
        "name the files in it"
      } else if fault.isOfNoFile {
        "name a file, or move away what is there"
      } else if fault.isMissing {
        "check the spelling and the folder you are in"
      } else {
        "check the file's owner and mode with `ls -l`"
      }
    case .empty: "check that this is the file you mean, and that the command that wrote it did not fail"
    case .yamlSyntax: "check the indentation, quotes and colons here and on the line before"
    case .jsonSyntax: "correct it, or write the file again with the tool that made it"
    case .encoding: "check that this is the file you mean; `iconv -t UTF-8` converts other encodings"
    case .template: "fill it in first, for instance with `helm template`, and use its output"
    case .pasted(.button, _), .pasted(.fence, _), .pasted(.shell, _): "remove the line"
    case .pasted(.wideColon, _): "write `:`, and a space after it"
    case .pasted(.noBreakSpace, _): "replace them by spaces: `sed 's/\\xc2\\xa0/ /g' FILE`"
    case .duplicateKey: "remove one of the two"
    case .limit: "split the document, or do not use the file if you do not trust it"
    case .alias(_, .unknown, _): "put quotes around a text that begins with `*`, or add the anchor"
    case .alias(_, .recursive, _): "write out the value"
    case .tag(_, .unsupported, _):
      "remove the tag; write binary data as base64 text, under `binaryData:` in a ConfigMap"
    case .tag(_, .mismatch, _): "remove the tag, or correct the value"
    case .compositeKey: "put quotes around a text that begins with `[` or `{`"
    case .merge: "write `<<: *name`, or put quotes around `<<` if you mean it as a key"
    case .invalidValue(_, _, let expected, _): "write \(expected)"
    case .unknownField(_, let nearest, let known, _):
      .didYouMean(
        nearest, otherwise: known.isEmpty ? "remove it" : "the fields here are \(known.joined(separator: ", "))")
    case .missingField(let path, _): "add `\(path.split(separator: ".").last ?? ""):` here"
    }
  }
}
