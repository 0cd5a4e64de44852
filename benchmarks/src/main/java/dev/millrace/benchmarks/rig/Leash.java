package dev.millrace.benchmarks.rig;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;

/**
 * Runs a program for as long as whoever started this process holds on to its standard input: so it
 * is told to stop, and so it does not outlive one that was killed.
 */
final class Leash {

  private Leash() {}

  /** Takes the name of the program's class and its arguments. */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    Thread leash = new Thread(Leash::endWithOwner, "leash");
    leash.setDaemon(true);
    leash.start();
    Method main = Class.forName(arguments[0]).getDeclaredMethod("main", String[].class);
    main.setAccessible(true);
    try {
      main.invoke(null, (Object) Arrays.copyOfRange(arguments, 1, arguments.length));
    } catch (InvocationTargetException e) {
      System.err.println(arguments[0] + " failed: " + e.getCause());
      System.exit(1);
    }
    System.exit(0);
  }

  private static void endWithOwner() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is ever said.
      }
    } catch (IOException e) {
      // Gone as well.
    }
    System.exit(0);
  }
}
