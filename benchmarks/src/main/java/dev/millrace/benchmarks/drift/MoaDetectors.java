package dev.millrace.benchmarks.drift;

import dev.millrace.benchmarks.drift.Contestant.Origin;
import java.io.File;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The detectors of MOA, from a jar that whoever measures has: MOA is under the GPL, so it is
 * neither shipped nor built against. Everything of it is called by name.
 *
 * <p><i>Failure</i>: {@link IllegalStateException} where the jar is not there or holds another MOA.
 */
final class MoaDetectors {

  /** System property with the jar of MOA (2024.07), and others that it needs, if it does. */
  static final String JAR = "millrace.bench.moa";

  private static final String PACKAGE = "moa.classifiers.core.driftdetection.";

  private final ClassLoader loader;

  private MoaDetectors(ClassLoader loader) {
    this.loader = loader;
  }

  /** Those of the jar that is named; none where none is. */
  static List<Contestant> all() {
    String jars = System.getProperty(JAR, "");
    return jars.isEmpty() ? List.of() : new MoaDetectors(loader(jars)).contestants();
  }

  private List<Contestant> contestants() {
    List<Contestant> all = new ArrayList<>();
    add(all, "DDM", "DDM", "outcontrolLevelOption", 2, 3, 4);
    add(all, "EDDM", "EDDM", "");
    add(all, "RDDM", "RDDM", "");
    add(all, "HDDM-A", "HDDM_A_Test", "driftConfidenceOption", 0.01, 0.001, 1e-4);
    add(all, "HDDM-W", "HDDM_W_Test", "driftConfidenceOption", 0.01, 0.001, 1e-4);
    add(all, "Page-Hinkley", "PageHinkleyDM", "lambdaOption", 20, 50, 100);
    add(all, "CUSUM", "CusumDM", "lambdaOption", 20, 50, 100);
    add(all, "ADWIN", "ADWINChangeDetector", "deltaAdwinOption", 0.05, 0.002, 1e-4);
    add(all, "EWMA", "EWMAChartDM", "lambdaOption", 0.2, 0.05);
    add(all, "STEPD", "STEPD", "alphaDriftOption", 0.003, 1e-5);
    add(all, "SEED", "SEEDChangeDetector", "deltaSEEDOption", 0.05, 0.001);
    add(all, "SeqDrift2", "SeqDrift2ChangeDetector", "deltaSeqDrift2Option", 0.01, 1e-4);
    return all;
  }

  /**
   * Adds a detector with each of some values of an option, or as it is.
   *
   * @param option empty where the detector is taken as MOA has it
   */
  private void add(List<Contestant> to, String name, String type, String option, double... values) {
    if (option.isEmpty()) {
      to.add(new Contestant(name, "", Origin.MOA, () -> detector(type, option, Double.NaN)));
      return;
    }
    String word = option.replaceAll("(Adwin|SEED|SeqDrift2)?Option$", "");
    for (double value : values) {
      to.add(
          new Contestant(
              name, word + " " + value, Origin.MOA, () -> detector(type, option, value)));
    }
  }

  private Detector detector(String type, String option, double value) {
    try {
      Class<?> known = loader.loadClass(PACKAGE + type);
      Object detector = known.getDeclaredConstructor().newInstance();
      if (!option.isEmpty()) {
        Object field = known.getField(option).get(detector);
        field.getClass().getMethod("setValue", double.class).invoke(field, value);
      }
      known.getMethod("prepareForUse").invoke(detector);
      MethodHandles.Lookup lookup = MethodHandles.publicLookup();
      MethodHandle input =
          lookup
              .findVirtual(known, "input", MethodType.methodType(void.class, double.class))
              .bindTo(detector);
      MethodHandle change =
          lookup
              .findVirtual(known, "getChange", MethodType.methodType(boolean.class))
              .bindTo(detector);
      return error -> alarms(input, change, error);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "the jar of " + JAR + " has no " + type + " as MOA 2024.07 has it: " + e, e);
    }
  }

  private static boolean alarms(MethodHandle input, MethodHandle change, double error) {
    try {
      input.invokeExact(error);
      return (boolean) change.invokeExact();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static ClassLoader loader(String jars) {
    URL[] urls =
        Arrays.stream(jars.split(File.pathSeparator, -1))
            .map(Path::of)
            .map(MoaDetectors::url)
            .toArray(URL[]::new);
    return new URLClassLoader(urls, MoaDetectors.class.getClassLoader());
  }

  private static URL url(Path jar) {
    if (!Files.isReadable(jar)) {
      throw new IllegalStateException(JAR + " names " + jar + ", which cannot be read");
    }
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new AssertionError(e);
    }
  }
}
