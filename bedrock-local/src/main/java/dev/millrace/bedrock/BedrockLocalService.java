package dev.millrace.bedrock;

import dev.millrace.bedrock.api.Backend;
import dev.millrace.bedrock.api.Pace;
import dev.millrace.bedrock.api.RuntimeApi;
import dev.millrace.bedrock.conduct.Conditions;
import dev.millrace.bedrock.conduct.Latency;
import dev.millrace.bedrock.meter.InvocationLog;
import dev.millrace.bedrock.model.PackedModel;
import dev.millrace.bedrock.model.ZeroShotModel;
import dev.millrace.platform.http.HttpServer;
import dev.millrace.platform.runtime.Health;
import dev.millrace.platform.runtime.Service;
import java.net.URI;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The endpoint as a service. */
public final class BedrockLocalService implements Service {

  private final BedrockLocalSettings settings;
  private @Nullable InvocationLog meter;
  private @Nullable Timers timers;
  private @Nullable HttpServer server;

  public BedrockLocalService(BedrockLocalSettings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "bedrock-local";
  }

  @Override
  public void start() {
    InvocationLog opened = InvocationLog.open(settings.invocations());
    meter = opened;
    ModelMap models = new ModelMap(settings.models(), new PackedModel(new ZeroShotModel()));
    Timers waiting = new Timers();
    timers = waiting;
    Pace pace = new Pace(InstantSource.system(), waiting);
    Conditions conditions =
        new Conditions(settings.conduct(), Latency.fixed(settings.latency()), pace.clock());
    RuntimeApi api =
        new RuntimeApi(new Backend(models::find, settings.guardrails()), opened, conditions, pace);
    server = HttpServer.start("bedrock-local", settings.listener(), api.routes());
  }

  /** Where it listens; known once it is started. */
  public URI address() {
    if (server == null) {
      throw new IllegalStateException("bedrock-local is not started");
    }
    return server.address();
  }

  @Override
  public Health health() {
    return server == null ? new Health.Starting() : new Health.Running();
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
    if (timers != null) {
      timers.close();
    }
    if (meter != null) {
      meter.close();
    }
  }
}
