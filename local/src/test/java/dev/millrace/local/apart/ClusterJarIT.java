package dev.millrace.local.apart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is in the jars that a Flink cluster is given, and what is not. */
class ClusterJarIT {

  @ParameterizedTest
  @CsvSource({
    "inference-stream, dev.millrace.inference.InferenceMain",
    "drift-detector, dev.millrace.drift.DriftMain"
  })
  void holdsItsJobWithConnectorsAndNothingThatTheClusterBrings(String module, String main)
      throws IOException {
    try (JarFile jar = new JarFile(Packaged.clusterJar(module).toFile())) {
      List<String> names = jar.stream().map(ZipEntry::getName).toList();

      assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class")).isEqualTo(main);
      assertThat(names)
          .contains(
              main.replace('.', '/') + ".class",
              "org/apache/flink/connector/kafka/source/KafkaSource.class",
              "org/apache/flink/formats/avro/typeutils/AvroTypeInfo.class",
              "org/apache/kafka/clients/consumer/KafkaConsumer.class",
              "software/amazon/msk/auth/iam/IAMLoginModule.class");
      assertThat(names).doesNotHaveDuplicates();
      assertThat(names)
          .noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|DSA|RSA)"))
          .noneMatch(name -> name.startsWith("org/slf4j/"))
          .noneMatch(name -> name.startsWith("org/apache/logging/"))
          .noneMatch(name -> name.endsWith("module-info.class"))
          .doesNotContain("log4j2.xml");
      Set<String> both = new HashSet<>(classes(names));
      both.retainAll(classesOfTheCluster());
      assertThat(both).isEmpty();
    }
  }

  /** Of two jars that name a service in the same file, shading must not drop one. */
  @ParameterizedTest
  @CsvSource({
    "inference-stream, software.amazon.awssdk.http.async.SdkAsyncHttpService, NettySdkAsyncHttpService",
    "inference-stream, software.amazon.awssdk.http.SdkHttpService, Apache5SdkHttpService",
    "drift-detector, org.apache.flink.metrics.reporter.MetricReporterFactory, FlinkMeters",
    "drift-detector, io.opentelemetry.sdk.common.export.HttpSenderProvider, JdkHttpSenderProvider"
  })
  void keepsTheServicesOfAllThatIsInIt(String module, String service, String provider)
      throws IOException {
    try (JarFile jar = new JarFile(Packaged.clusterJar(module).toFile())) {
      ZipEntry entry = jar.getEntry("META-INF/services/" + service);
      assertThat(entry).isNotNull();
      assertThat(new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8))
          .contains(provider);
    }
  }

  private static Set<String> classesOfTheCluster() throws IOException {
    Set<String> classes = new HashSet<>();
    String path = Packaged.flinkCluster().get(1);
    for (String file : path.split(File.pathSeparator)) {
      try (JarFile jar = new JarFile(Path.of(file).toFile())) {
        classes.addAll(classes(new ArrayList<>(jar.stream().map(ZipEntry::getName).toList())));
      }
    }
    return classes;
  }

  /** Flink's own: what both need of others, each has in its own version. */
  private static Set<String> classes(List<String> names) {
    Set<String> classes = new HashSet<>();
    for (String name : names) {
      if (name.startsWith("org/apache/flink/") && name.endsWith(".class")) {
        classes.add(name);
      }
    }
    return classes;
  }
}
