package dev.millrace.local.cli;

/** A number of things in words: "1 run", "2 runs". */
final class Counted {

  private Counted() {}

  /**
   * So many of them.
   *
   * @param one what one is called; more are called so with an s
   */
  static String of(long number, String one) {
    return of(number, one, one + "s");
  }

  /**
   * So many of them.
   *
   * @param many what none and more than one are called
   */
  static String of(long number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }
}
