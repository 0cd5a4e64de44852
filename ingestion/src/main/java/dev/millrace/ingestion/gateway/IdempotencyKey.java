package dev.millrace.ingestion.gateway;

import dev.millrace.ingestion.domain.Identity;
import dev.millrace.ingestion.gateway.Submission.Part;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.schemas.Cause;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the header {@code Idempotency-Key}: a string in quotes, and the bare word that many clients
 * send in its place.
 *
 * <p><i>Source</i>: draft-ietf-httpapi-idempotency-key-header-07; RFC 8941, 3.3.3.
 */
final class IdempotencyKey {

  private static final String HEADER = "idempotency-key";

  private static final Pattern BARE = Pattern.compile("[\\x21\\x23-\\x2b\\x2d-\\x7e]+");

  private IdempotencyKey() {}

  /** The key of a call; nothing where it has none. */
  static Part<Optional<String>> read(HttpCall call, int longest) {
    List<String> given = call.headers().getOrDefault(HEADER, List.of());
    if (given.isEmpty()) {
      return new Part.Good<>(Optional.empty());
    }
    if (given.size() > 1) {
      return bad("the call has more than one Idempotency-Key: give one");
    }
    Optional<String> read =
        quoted(given.get(0)).or(() -> given.stream().filter(BARE.asMatchPredicate()).findFirst());
    if (read.isEmpty()) {
      return bad("the Idempotency-Key is no string of printable ASCII in quotes");
    }
    String key = read.get();
    if (key.length() > longest) {
      return bad(
          "the Idempotency-Key has "
              + key.length()
              + " characters: give one of at most "
              + longest
              + " for this body");
    }
    Optional<String> problem = Identity.problem("the Idempotency-Key", key);
    return problem
        .<Part<Optional<String>>>map(IdempotencyKey::bad)
        .orElseGet(() -> new Part.Good<>(Optional.of(key)));
  }

  /**
   * What is between the quotes: printable ASCII, quote and backslash behind a backslash. Read by a
   * loop: a regular expression of two ways takes stack for each character, and headers are long.
   */
  private static Optional<String> quoted(String text) {
    int end = text.length() - 1;
    if (end < 1 || text.charAt(0) != '"' || text.charAt(end) != '"') {
      return Optional.empty();
    }
    StringBuilder key = new StringBuilder();
    boolean isEscaped = false;
    for (char c : text.substring(1, end).toCharArray()) {
      boolean isSpecial = c == '"' || c == '\\';
      if (c < ' ' || c > '~' || (isEscaped && !isSpecial) || (!isEscaped && c == '"')) {
        return Optional.empty();
      }
      isEscaped = !isEscaped && c == '\\';
      if (!isEscaped) {
        key.append(c);
      }
    }
    return isEscaped ? Optional.empty() : Optional.of(key.toString());
  }

  private static Part<Optional<String>> bad(String detail) {
    return new Part.Bad<>(Problems.of(Cause.INVALID_FIELD, detail));
  }
}
