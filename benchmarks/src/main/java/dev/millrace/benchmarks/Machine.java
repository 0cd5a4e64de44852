package dev.millrace.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The machine that figures belong to. */
final class Machine {

  private static final long MEBIBYTE = 1024L * 1024;

  private Machine() {}

  /** Cores, memory, system and JVM in one line. */
  static String description() {
    long memory =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    return Runtime.getRuntime().availableProcessors()
        + " cores, "
        + memory / MEBIBYTE
        + " MiB, "
        + System.getProperty("os.name")
        + " "
        + System.getProperty("os.arch")
        + ", "
        + System.getProperty("java.vm.name")
        + " "
        + System.getProperty("java.version");
  }
}
