package dev.millrace.local.apart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a module is started with alone, in its image as well: a dependency in the scope of tests is
 * kept from who runs it, though modules below need it, and no test of the module notices.
 */
class RuntimeClasspathIT {

  private static final String OWN = "dev/millrace/";
  private static final String CLASS = ".class";

  /** What modules below have uses for, and each module brings itself where it has one as well. */
  private static final List<String> BROUGHT_WHERE_USED =
      List.of(
          "org/apache/flink/",
          "org/apache/kafka/streams/",
          "org/rocksdb/",
          "software/amazon/awssdk/");

  @ParameterizedTest
  @ValueSource(
      strings = {"ingestion", "console", "cost-aggregator", "model-lifecycle", "metrics-publisher"})
  void hasAllThatItsClassesAreMadeOf(String module) throws IOException, ClassNotFoundException {
    List<Path> jars =
        Stream.of(Packaged.module(module).get(1).split(File.pathSeparator)).map(Path::of).toList();
    try (URLClassLoader alone =
        new URLClassLoader(urls(jars), ClassLoader.getPlatformClassLoader())) {
      List<String> missing = new ArrayList<>(missing(jars.get(0), alone));
      for (Path jar : jars.subList(1, jars.size())) {
        missing(jar, alone).stream()
            .filter(name -> BROUGHT_WHERE_USED.stream().noneMatch(name::startsWith))
            .forEach(missing::add);
      }

      assertThat(missing).isEmpty();
      assertThat(
              ServiceLoader.load(alone.loadClass("org.slf4j.spi.SLF4JServiceProvider"), alone)
                  .stream())
          .as("somebody who writes what is logged")
          .hasSize(1);
    }
  }

  /** Names of classes that those of ours in a jar are made of, and that are not there. */
  private static List<String> missing(Path jar, ClassLoader alone)
      throws IOException, ClassNotFoundException {
    List<String> missing = new ArrayList<>();
    try (JarFile file = new JarFile(jar.toFile())) {
      List<String> names =
          file.stream()
              .map(ZipEntry::getName)
              .filter(name -> name.startsWith(OWN) && name.endsWith(CLASS))
              .toList();
      for (String name : names) {
        try {
          Class<?> own =
              alone.loadClass(name.substring(0, name.length() - CLASS.length()).replace('/', '.'));
          int parts =
              own.getDeclaredMethods().length
                  + own.getDeclaredFields().length
                  + own.getDeclaredConstructors().length;
          assertThat(parts).as(name).isNotNegative();
        } catch (NoClassDefFoundError e) {
          missing.add(String.valueOf(e.getMessage()));
        }
      }
    }
    return missing;
  }

  private static URL[] urls(List<Path> jars) throws MalformedURLException {
    URL[] urls = new URL[jars.size()];
    for (int i = 0; i < urls.length; i++) {
      urls[i] = jars.get(i).toUri().toURL();
    }
    return urls;
  }
}
