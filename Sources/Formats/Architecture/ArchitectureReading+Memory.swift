import Core

extension ArchitectureReading {
  /// The memory of the file `standard` names, or of the text inside the element; `nil` for a preset.
  ///
  /// A name is taken relative to the document, a setting's relative to the working directory. Resolved documents carry
  /// the file's text, so that results can be read without it.
  mutating func describedMemory(_ element: XMLElement) -> DescribedMemory? {
    guard let name = element["standard"], DRAMConfiguration.preset(named: name) == nil else { return nil }
    let place = element.location(of: "standard")
    let isSetting = place.file != map.file
    do {
      let input: InputFile
      if !isSetting, let text = element.child("ini")?.text {
        input = InputFile(name: name, text: text)
      } else if name.lowercased().hasSuffix(".ini") || name.contains("/") {
        input = try InputFile.read(path: isSetting ? name : Self.path(of: name, from: map.file))
      } else {
        return nil
      }
      let file = try DRAMIniFile(input)
      map.warnings += file.warnings
      var memory = file.configuration
      memory.name = name
      memory.source = name
      // As a resolved document hands it back: characters XML can't hold are replaced.
      let text = XMLText.cleaned(String(decoding: input.bytes, as: UTF8.self)).replacing("\r\n", with: "\n")
      return DescribedMemory(text: text, configuration: memory)
    } catch let error as InvalidInput {
      for diagnostic in error.diagnostics { reader.note(diagnostic.problem, at: diagnostic.location) }
    } catch let error as MissingInput {
      reader.note(
        .other(
          "\(element.subject) standard '\(error.name)': \(error.reason)",
          remedy: "name a DRAMsim3 file, or one of \(DRAMConfiguration.presetNames.joined(separator: ", "))"), at: place
      )
    } catch {
      reader.note(.other("\(error)", remedy: "name another file"), at: place)
    }
    return nil
  }

  /// A path relative to the folder of a file.
  private static func path(of name: String, from file: String) -> String {
    guard !name.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return name }
    return file[...slash] + name
  }
}
