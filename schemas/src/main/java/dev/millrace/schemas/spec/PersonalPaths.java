package dev.millrace.schemas.spec;

import dev.millrace.record.SourceFormat;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The places of an event that hold personal data.
 *
 * @param paths JSON Pointers, in which {@code *} stands for any name
 */
public record PersonalPaths(Collection<String> paths) {

  private static final String ANY = "*";

  /** Where the event stands in a CloudEvent; its attributes are beside it. */
  private static final String DATA = "/data";

  /**
   * The path that a place of the source's records falls under, itself or with all that it is in.
   *
   * @param pointer null for no place
   */
  public Optional<String> covering(@Nullable String pointer, SourceFormat format) {
    if (pointer == null) {
      return Optional.empty();
    }
    if (format != SourceFormat.CLOUDEVENTS) {
      return covering(pointer);
    }
    return pointer.equals(DATA) || pointer.startsWith(DATA + "/")
        ? covering(pointer.substring(DATA.length()))
        : Optional.empty();
  }

  private Optional<String> covering(String pointer) {
    List<String> names = names(pointer);
    return paths.stream().filter(path -> covers(names(path), names)).sorted().findFirst();
  }

  private static boolean covers(List<String> path, List<String> names) {
    if (path.size() > names.size()) {
      return false;
    }
    for (int i = 0; i < path.size(); i++) {
      if (!path.get(i).equals(ANY) && !path.get(i).equals(names.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static List<String> names(String pointer) {
    return pointer.isEmpty() ? List.of() : List.of(pointer.substring(1).split("/", -1));
  }
}
