package dev.millrace.schemas.spec;

/**
 * Something in a valid spec that is most likely not meant.
 *
 * @param path the field, such as {@code governance.pii./email}
 * @param problem what is the matter with it, and what comes of it
 * @param remedy what to do
 */
public record SpecWarning(String path, String problem, String remedy) {

  /** One line for people: {@code prompt.user: problem; remedy}. */
  @Override
  public String toString() {
    // Names of the spec are quoted: none may break the line or talk to the terminal.
    return (path + ": " + problem + "; " + remedy).replaceAll("\\p{Cntrl}+", " ");
  }
}
