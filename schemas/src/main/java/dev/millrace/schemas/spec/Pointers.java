package dev.millrace.schemas.spec;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** JSON Pointers as names from the outside in, and back. */
final class Pointers {

  /** Stands for every member or item in the paths of {@code governance.pii}. */
  static final String ANY = "*";

  private Pointers() {}

  static List<String> names(String pointer) {
    return pointer.isEmpty()
        ? List.of()
        : Arrays.stream(pointer.substring(1).split("/", -1))
            .map(name -> name.replace("~1", "/").replace("~0", "~"))
            .toList();
  }

  static String of(List<String> names) {
    return names.stream()
        .map(name -> "/" + name.replace("~", "~0").replace("/", "~1"))
        .collect(Collectors.joining());
  }
}
