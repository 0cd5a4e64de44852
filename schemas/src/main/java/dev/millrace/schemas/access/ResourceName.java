package dev.millrace.schemas.access;

import java.util.regex.Pattern;

/** Which topics, groups or transactional ids a right is on. */
public sealed interface ResourceName {

  /** Letters that Kafka lets topics have; nothing that means something in a policy. */
  Pattern LEGAL = Pattern.compile("[a-zA-Z0-9._-]+");

  /** As policies spell it. */
  String pattern();

  /** Whether it is the name of that one. */
  boolean covers(String name);

  /** One of them. */
  record Exact(String name) implements ResourceName {
    public Exact {
      requireLegal(name);
    }

    @Override
    public String pattern() {
      return name;
    }

    @Override
    public boolean covers(String other) {
      return name.equals(other);
    }
  }

  /**
   * All whose names begin so, because who makes them adds what nobody knows before.
   *
   * @param beginning ends with a hyphen, so that it ends with a word
   */
  record Prefix(String beginning) implements ResourceName {
    public Prefix {
      requireLegal(beginning);
      if (!beginning.endsWith("-") || beginning.length() < 2) {
        throw new IllegalArgumentException(
            "the beginning " + beginning + " has to be a word and a hyphen");
      }
    }

    @Override
    public String pattern() {
      return beginning + "*";
    }

    @Override
    public boolean covers(String other) {
      return other.startsWith(beginning);
    }
  }

  private static void requireLegal(String name) {
    if (!LEGAL.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "\"" + name + "\" is no name of Kafka's: letters, digits, '.', '_' and '-' are");
    }
  }
}
