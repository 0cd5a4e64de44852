package dev.millrace.bedrock;

import dev.millrace.bedrock.api.Arns;
import dev.millrace.bedrock.api.Backend;
import dev.millrace.bedrock.api.ModelNames;
import dev.millrace.bedrock.api.Pace;
import dev.millrace.bedrock.api.RecordAnswers;
import dev.millrace.bedrock.api.RuntimeApi;
import dev.millrace.bedrock.api.SignedCalls;
import dev.millrace.bedrock.batch.BatchJobs;
import dev.millrace.bedrock.batch.Workshop;
import dev.millrace.bedrock.cloudwatch.CloudWatchApi;
import dev.millrace.bedrock.cloudwatch.CloudWatchFaults;
import dev.millrace.bedrock.cloudwatch.MetricStore;
import dev.millrace.bedrock.conduct.Conditions;
import dev.millrace.bedrock.conduct.Latency;
import dev.millrace.bedrock.control.CustomModelsApi;
import dev.millrace.bedrock.control.DeploymentsApi;
import dev.millrace.bedrock.control.InferenceProfiles;
import dev.millrace.bedrock.control.JobsApi;
import dev.millrace.bedrock.control.ProfilesApi;
import dev.millrace.bedrock.control.TrainingApi;
import dev.millrace.bedrock.meter.InvocationLog;
import dev.millrace.bedrock.model.ChatModel;
import dev.millrace.bedrock.model.PackedModel;
import dev.millrace.bedrock.model.ZeroShotModel;
import dev.millrace.bedrock.s3.ObjectStore;
import dev.millrace.bedrock.s3.S3Api;
import dev.millrace.bedrock.s3.Uploads;
import dev.millrace.bedrock.training.CustomModels;
import dev.millrace.bedrock.training.Deployments;
import dev.millrace.bedrock.training.TrainingCourse;
import dev.millrace.bedrock.training.TrainingJobs;
import dev.millrace.platform.http.HttpServer;
import dev.millrace.platform.http.Routes;
import dev.millrace.platform.runtime.Health;
import dev.millrace.platform.runtime.Service;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint as a service: Bedrock's runtime and control plane, and CloudWatch, on one port, S3
 * on another.
 */
public final class BedrockLocalService implements Service {

  private final BedrockLocalSettings settings;

  /** What is open, the last first: as it is to be closed. */
  private final Deque<Runnable> closing = new ArrayDeque<>();

  private @Nullable HttpServer server;
  private @Nullable HttpServer s3;

  public BedrockLocalService(BedrockLocalSettings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "bedrock-local";
  }

  @Override
  public void start() {
    boolean isStarted = false;
    try {
      open();
      isStarted = true;
    } finally {
      if (!isStarted) {
        close();
      }
    }
  }

  /** Where it listens; known once it is started. */
  public URI address() {
    return started(server).address();
  }

  /** Where S3 listens; known once it is started. */
  public URI s3Address() {
    return started(s3).address();
  }

  @Override
  public Health health() {
    return server == null ? new Health.Starting() : new Health.Running();
  }

  @Override
  public void close() {
    while (!closing.isEmpty()) {
      closing.pop().run();
    }
  }

  private void open() {
    InvocationLog meter = InvocationLog.open(settings.invocations());
    closing.push(meter::close);
    ChatModel untrained = new PackedModel(new ZeroShotModel());
    ModelMap models = new ModelMap(settings.models(), untrained);
    Timers timers = new Timers();
    closing.push(timers::close);
    Pace pace = new Pace(InstantSource.system(), timers);
    Conditions conditions =
        new Conditions(settings.conduct(), Latency.fixed(settings.latency()), pace.clock());
    InferenceProfiles profiles =
        InferenceProfiles.open(settings.beside("inference-profiles.json"), pace.clock());
    CustomModels custom = CustomModels.open(settings.beside("training"), untrained);
    Deployments deployments =
        Deployments.open(settings.beside("training"), settings.training(), pace.clock(), custom);
    Backend backend =
        new Backend(
            new ModelNames(profiles::baseOf, deployments),
            id -> Arns.isCustomModel(id) ? custom.answering(id) : models.find(id),
            settings.guardrails());
    ObjectStore objects = ObjectStore.open(settings.beside("s3"), pace.clock());
    settings.s3().buckets().forEach(objects::createBucket);
    Workshop shop =
        new Workshop(
            new RecordAnswers(backend, conditions, pace.clock()),
            meter,
            settings.batch(),
            pace.clock());
    BatchJobs jobs = BatchJobs.open(settings.beside("batch"), shop, objects, timers);
    closing.push(jobs::close);
    TrainingJobs training =
        TrainingJobs.open(
            settings.beside("training"),
            new TrainingJobs.Surroundings(
                settings.training(),
                new TrainingCourse(objects, pace.clock()),
                pace,
                backend::chats),
            custom);
    closing.push(training::close);

    Routes routes = new Routes().errorsAs(SignedCalls::refused);
    new RuntimeApi(backend, meter, conditions, pace).addTo(routes);
    new JobsApi(jobs).addTo(routes);
    new ProfilesApi(profiles, backend::answersTo).addTo(routes);
    new TrainingApi(training).addTo(routes);
    new CustomModelsApi(custom, deployments).addTo(routes);
    new DeploymentsApi(deployments).addTo(routes);
    new CloudWatchApi(new MetricStore(), CloudWatchFaults.NONE, pace.clock()).addTo(routes);
    HttpServer storage =
        HttpServer.start(
            "bedrock-local-s3",
            settings.s3().listener(),
            new S3Api(objects, Uploads.open(settings.beside("uploads"), pace.clock())).routes());
    closing.push(storage::close);
    s3 = storage;
    HttpServer started = HttpServer.start("bedrock-local", settings.listener(), routes);
    closing.push(started::close);
    server = started;
  }

  private static HttpServer started(@Nullable HttpServer server) {
    if (server == null) {
      throw new IllegalStateException("bedrock-local is not started");
    }
    return server;
  }
}
