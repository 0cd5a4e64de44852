package dev.millrace.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Constructor;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** The jar that Lambda is given, as it was packaged. */
class FunctionJarIT {

  private static final String FUNCTION = "dev.millrace.lake.LakeFunction";

  private final Path jar = jar();

  @Test
  void holdsEachFileOnceAndNoSignatureOfAJarThatWas() throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      List<String> names = file.stream().map(ZipEntry::getName).toList();

      assertThat(names)
          .contains(FUNCTION.replace('.', '/') + ".class", "org/apache/avro/Schema.class")
          .doesNotHaveDuplicates()
          .noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|DSA|RSA)"))
          .noneMatch(name -> name.endsWith("module-info.class"));
    }
  }

  /** With the classes of the jar and of Java, and none of this test's. */
  @Test
  void answersWithNothingButWhatIsInIt() throws Exception {
    try (URLClassLoader alone =
        new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
      Class<?> access = alone.loadClass("dev.millrace.schemas.registry.RegistryAccess");
      Object opening =
          access.getMethod("open", URI.class).invoke(null, URI.create("http://127.0.0.1:9"));
      Object registry = access.getMethod("open").invoke(opening);
      Constructor<?> constructor =
          alone
              .loadClass(FUNCTION)
              .getDeclaredConstructor(
                  String.class, alone.loadClass("dev.millrace.schemas.registry.SchemaRegistry"));
      constructor.setAccessible(true);
      Object function = constructor.newInstance("predictions", registry);
      ByteArrayOutputStream results = new ByteArrayOutputStream();

      function
          .getClass()
          .getMethod("transform", InputStream.class, OutputStream.class)
          .invoke(function, new ByteArrayInputStream(batch()), results);

      assertThat(function.getClass().getClassLoader()).isSameAs(alone);
      assertThat(results.toString(UTF_8))
          .contains("\"recordId\":\"one\"", "\"result\":\"ProcessingFailed\"");
    }
  }

  private static byte[] batch() {
    String value = Base64.getEncoder().encodeToString("no avro".getBytes(UTF_8));
    return ("{\"records\":[{\"recordId\":\"one\",\"kafkaRecordValue\":\"" + value + "\"}]}")
        .getBytes(UTF_8);
  }

  private static Path jar() {
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      return files
          .filter(file -> file.getFileName().toString().endsWith("-function.jar"))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("the module is not packaged"));
    } catch (IOException e) {
      throw new IllegalStateException("the module is not packaged", e);
    }
  }
}
