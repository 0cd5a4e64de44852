package dev.millrace.platform.settings;

/** A value that no log, message or {@code toString} shows. */
public record Secret(String reveal) {

  @Override
  public String toString() {
    return "***";
  }
}
