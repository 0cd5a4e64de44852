package dev.millrace.ingestion.privacy;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The keys of personal data, each in force from an instant until the next one's.
 *
 * <p><i>Shape</i>: as a text, one key a line, {@code ID FROM SECRET}: a name, an instant in ISO
 * 8601, and in Base64 either 32 bytes or what is left of them without the keys of tenants that were
 * erased. Empty lines and lines that begin with # count for nothing.
 *
 * <p>A tenant whose key is destroyed in one of them has a key in none: it was erased, and a key
 * that was added since must not begin with a new one of it.
 *
 * @param keys the earliest first; at least one
 */
public record Keyring(List<PersonalDataKey> keys) {

  private static final String SHAPE = "expected ID FROM SECRET, with a space between them";

  /** What makes a comment of a line; there may be a key behind it. */
  private static final Pattern MARK = Pattern.compile("#[#\\s]*+");

  public Keyring {
    keys = keys.stream().sorted(Comparator.comparing(PersonalDataKey::from)).toList();
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("a ring of keys has at least one");
    }
    keys = agreed(keys);
  }

  /**
   * Reads a text.
   *
   * @param problems is told what is wrong, line by line, without any secret
   * @return nothing where there is a problem
   */
  public static Optional<Keyring> read(String text, List<String> problems) {
    List<PersonalDataKey> keys = new ArrayList<>();
    List<String> lines = text.lines().toList();
    int before = problems.size();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        String where = "line " + (i + 1) + ": ";
        List<String> here = new ArrayList<>();
        key(line, here).ifPresent(key -> add(key, keys, here));
        here.forEach(problem -> problems.add(where + problem));
      }
    }
    if (keys.isEmpty() && problems.size() == before) {
      problems.add("there is no key in it: millrace personal-data new-key prints one");
    }
    return problems.size() > before ? Optional.empty() : Optional.of(new Keyring(keys));
  }

  /** The key for an event: the latest that was in force when it was received, or the first. */
  public PersonalDataKey inForce(Instant receivedAt) {
    for (int i = keys.size() - 1; i > 0; i--) {
      if (!keys.get(i).from().isAfter(receivedAt)) {
        return keys.get(i);
      }
    }
    return keys.get(0);
  }

  /** The key of this name. */
  public Optional<PersonalDataKey> find(String id) {
    return keys.stream().filter(key -> key.id().equals(id)).findFirst();
  }

  /** The same without the keys of a tenant. */
  public Keyring without(String tenant) {
    return new Keyring(keys.stream().map(key -> key.without(tenant)).toList());
  }

  /** How many of the keys still hold one of the tenant. */
  public long keysOf(String tenant) {
    return keys.stream().filter(key -> key.of(tenant).isPresent()).count();
  }

  /**
   * The text of a file without the keys of a tenant; those of lines that a # puts out of use lose
   * them too, because whoever has the file can put them back.
   *
   * @param text of a file that can be read
   */
  public static String without(String tenant, String text) {
    return changed(agreed(text), key -> key.without(tenant));
  }

  /**
   * How many lines of a text hold a key of a tenant, out of use or not, each looked at alone: for
   * texts that nobody reads any more, in which one key says nothing about another.
   */
  public static long linesOf(String tenant, String text) {
    return text.lines()
        .flatMap(line -> key(Marked.of(line).rest(), new ArrayList<>()).stream())
        .filter(key -> key.of(tenant).isPresent())
        .count();
  }

  /**
   * The text of a file in which no key has one of a tenant whose key is destroyed in another, out
   * of use or not: a key that was added since would begin with a new one.
   *
   * @param text of a file that can be read
   */
  static String agreed(String text) {
    List<PersonalDataKey> all =
        text.lines()
            .flatMap(line -> key(Marked.of(line).rest(), new ArrayList<>()).stream())
            .toList();
    return changed(text, key -> agreed(key, all));
  }

  private static List<PersonalDataKey> agreed(List<PersonalDataKey> keys) {
    return keys.stream().map(key -> agreed(key, keys)).toList();
  }

  private static PersonalDataKey agreed(PersonalDataKey key, List<PersonalDataKey> with) {
    PersonalDataKey less = key;
    for (PersonalDataKey other : with) {
      less = less.forgettingAs(other);
    }
    return less;
  }

  private static String changed(String text, UnaryOperator<PersonalDataKey> change) {
    StringBuilder changed = new StringBuilder(text.length());
    for (String line : text.lines().toList()) {
      Marked marked = Marked.of(line);
      changed
          .append(
              key(marked.rest(), new ArrayList<>())
                  .map(change)
                  .map(key -> marked.mark() + key.id() + " " + key.from() + " " + key.secret())
                  .orElse(line))
          .append('\n');
    }
    return changed.toString();
  }

  /** A line, and what makes a comment of it. */
  private record Marked(String mark, String rest) {

    static Marked of(String line) {
      Matcher marked = MARK.matcher(line.strip());
      String mark = marked.lookingAt() ? marked.group() : "";
      return new Marked(mark, line.strip().substring(mark.length()));
    }
  }

  private static Optional<PersonalDataKey> key(String line, List<String> problems) {
    String[] parts = line.split("\\s+");
    if (parts.length != 3) {
      problems.add(SHAPE);
      return Optional.empty();
    }
    if (!PersonalDataKey.isId(parts[0])) {
      problems.add("the id is no name of at most 32 lower-case letters, digits and hyphens");
    }
    Optional<Instant> from = instant(parts[1]);
    if (from.isEmpty()) {
      problems.add("FROM is no instant such as 2026-01-31T12:00:00Z");
    }
    Optional<KeyTree> tree = PersonalDataKey.tree(parts[2]);
    if (tree.isEmpty()) {
      problems.add("SECRET is not " + PersonalDataKey.SECRET_BYTES + " bytes in Base64");
    }
    return problems.isEmpty()
        ? Optional.of(new PersonalDataKey(parts[0], from.orElseThrow(), tree.orElseThrow()))
        : Optional.empty();
  }

  private static void add(PersonalDataKey key, List<PersonalDataKey> keys, List<String> problems) {
    for (PersonalDataKey other : keys) {
      if (other.id().equals(key.id())) {
        problems.add("the id " + key.id() + " is given twice");
      } else if (other.from().equals(key.from())) {
        problems.add(key.id() + " and " + other.id() + " begin at the same instant");
      }
    }
    keys.add(key);
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
