package dev.millrace.interop;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import org.slf4j.LoggerFactory;

/** A {@link ConfluentClient} that shares no class with this build but those of the platform. */
final class Outside implements AutoCloseable {

  private static final Path JAR =
      Path.of("target", "outside", "flink-sql-avro-confluent-registry.jar");

  private final URLClassLoader classes;
  private final BiFunction<String, List<Object>, Object> client;

  @SuppressWarnings("unchecked") // what the class implements, see there
  Outside(URI registry) {
    try {
      classes =
          new URLClassLoader(
              new URL[] {JAR.toUri().toURL(), home(Outside.class), home(LoggerFactory.class)},
              ClassLoader.getPlatformClassLoader());
      client =
          (BiFunction<String, List<Object>, Object>)
              classes
                  .loadClass("dev.millrace.interop.ConfluentClient")
                  .getConstructor(String.class)
                  .newInstance(registry.toString());
    } catch (MalformedURLException | ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  int register(String subject, String schema) {
    return (Integer) client.apply("register", List.of(subject, schema));
  }

  int id(String subject, String schema) {
    return (Integer) client.apply("id", List.of(subject, schema));
  }

  String schema(int id) {
    return (String) client.apply("schema", List.of(id));
  }

  String latest(String subject) {
    return (String) client.apply("latest", List.of(subject));
  }

  List<?> versions(String subject) {
    return (List<?>) client.apply("versions", List.of(subject));
  }

  boolean isCompatible(String subject, String schema) {
    return (Boolean) client.apply("compatible", List.of(subject, schema));
  }

  List<?> objections(String subject, String schema) {
    return (List<?>) client.apply("objections", List.of(subject, schema));
  }

  String level(String subject, String level) {
    return (String) client.apply("level", List.of(subject, level));
  }

  List<?> delete(String subject) {
    return (List<?>) client.apply("delete", List.of(subject));
  }

  byte[] copy(String subject, byte[] record) {
    return (byte[]) client.apply("copy", List.of(subject, record));
  }

  @Override
  public void close() {
    try {
      classes.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static URL home(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation();
  }
}
