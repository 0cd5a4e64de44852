package dev.millrace.platform.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates of a server, as they stand in their files.
 *
 * <p><i>Threads</i>: looks at the files on the server's scheduler.
 *
 * <p><i>Failure</i>: files that cannot be used when the server starts keep it from starting; later
 * they change nothing, and the log says so once for each change.
 */
final class Tls extends AbstractLifeCycle {

  private static final Logger LOG = LoggerFactory.getLogger(Tls.class);
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private final HttpTls wanted;
  private final Scheduler scheduler;
  private final SslContextFactory.Server context;
  private String seen;

  /**
   * Reads the files.
   *
   * @throws IllegalStateException where they cannot be used
   */
  Tls(HttpTls wanted, Scheduler scheduler) {
    this.wanted = wanted;
    this.scheduler = scheduler;
    this.seen = state();
    try {
      tryOut();
    } catch (Exception e) {
      throw new IllegalStateException(
          "TLS cannot be used with " + names() + ": " + reason(e) + "; check files and passwords",
          e);
    }
    this.context = context();
  }

  /** What connections are made with. */
  SslContextFactory.Server factory() {
    return context;
  }

  @Override
  protected void doStart() {
    lookLater();
  }

  private void lookLater() {
    scheduler.schedule(this::look, wanted.look().toMillis(), TimeUnit.MILLISECONDS);
  }

  void look() {
    String now = state();
    if (!now.equals(seen)) {
      seen = now;
      try {
        // Jetty would be left with nothing where it fails to read them.
        tryOut();
        context.reload(same -> {});
        LOG.info("the certificates in {} have changed and are in use", names());
      } catch (Exception e) {
        LOG.warn(
            "the certificates in {} have changed but cannot be used ({}): those before stay in use",
            names(),
            reason(e));
      }
    }
    if (isRunning()) {
      lookLater();
    }
  }

  private void tryOut() throws Exception {
    SslContextFactory.Server trial = context();
    trial.start();
    trial.stop();
  }

  private SslContextFactory.Server context() {
    SslContextFactory.Server made = new SslContextFactory.Server();
    made.setIncludeProtocols(PROTOCOLS);
    made.setKeyStoreType("PKCS12");
    made.setKeyStorePath(wanted.identity().file().toUri().toString());
    made.setKeyStorePassword(wanted.identity().password().reveal());
    wanted
        .trusted()
        .ifPresent(
            store -> {
              made.setTrustStoreType("PKCS12");
              made.setTrustStorePath(store.file().toUri().toString());
              made.setTrustStorePassword(store.password().reveal());
            });
    switch (wanted.clients()) {
      case NONE -> made.setWantClientAuth(false);
      case WANT -> made.setWantClientAuth(true);
      case NEED -> made.setNeedClientAuth(true);
    }
    return made;
  }

  /** Changes when a file does. */
  private String state() {
    StringBuilder state = new StringBuilder();
    for (Path file : files()) {
      try {
        state.append(Files.getLastModifiedTime(file)).append(' ').append(Files.size(file));
      } catch (IOException e) {
        state.append(e.getClass().getSimpleName());
      }
      state.append(';');
    }
    return state.toString();
  }

  private List<Path> files() {
    List<Path> files = new ArrayList<>();
    files.add(wanted.identity().file());
    wanted.trusted().ifPresent(store -> files.add(store.file()));
    return files;
  }

  private String names() {
    return String.join(" and ", files().stream().map(Path::toString).toList());
  }

  private static String reason(Throwable e) {
    return e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ", " + e.getMessage());
  }
}
