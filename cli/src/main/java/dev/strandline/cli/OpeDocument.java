package dev.strandline.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.strandline.ope.Estimate;
import dev.strandline.ope.WeightDiagnostics;
import dev.strandline.ope.distribution.ReturnDistribution;
import dev.strandline.ope.health.Finding;
import dev.strandline.ope.study.Answer;
import dev.strandline.ope.study.PolicyResult;
import dev.strandline.ope.study.SegmentAnswer;
import dev.strandline.ope.study.StudyResult;
import dev.strandline.ope.verdict.Decision;
import dev.strandline.ope.verdict.EstimatedSharpe;
import dev.strandline.ope.verdict.Limits;
import dev.strandline.ope.verdict.Verdict;
import java.util.List;
import java.util.Locale;

/** A study as one JSON document; docs/ope.md describes its fields. */
final class OpeDocument {

  private OpeDocument() {}

  static JsonObject of(OpeLog options, OpeLog.Study study) {
    StudyResult result = study.result();
    JsonObject json = new JsonObject();
    json.addProperty("log", options.file.toString());
    json.addProperty("kind", options.kind);
    json.addProperty("rows", study.rows());
    json.addProperty("units", result.units());
    json.addProperty("interval", word(result.settings().interval()));
    json.addProperty("level", result.settings().level());
    json.addProperty("resamples", result.settings().resamples());
    json.addProperty("gamma", result.settings().gamma());
    json.addProperty("margin", result.settings().margin());
    json.addProperty("seed", result.settings().seed());
    json.add("remarks", Json.of(result.remarks()));
    JsonArray health = new JsonArray();
    result.health().findings().forEach(finding -> health.add(finding(finding)));
    json.add("health", health);
    json.add("logging", answer(result.logging()));
    JsonArray policies = new JsonArray();
    result.policies().forEach(policy -> policies.add(policy(policy)));
    json.add("policies", policies);
    JsonArray sharpe = new JsonArray();
    result.sharpe().forEach(ratio -> sharpe.add(sharpe(ratio)));
    json.add("sharpeRatios", sharpe);
    JsonArray segments = new JsonArray();
    study.result().segments().forEach(segment -> segments.add(segment(segment)));
    json.add("segments", segments);
    JsonObject returns = new JsonObject();
    study.returns().forEach((name, distribution) -> returns.add(name, returns(distribution)));
    json.add("returns", returns);
    return json;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static JsonObject finding(Finding finding) {
    JsonObject json = new JsonObject();
    json.addProperty("severity", word(finding.severity()));
    json.addProperty("check", word(finding.check()));
    json.addProperty("column", finding.column());
    json.add("row", Json.of(finding.row().isPresent() ? finding.row().getAsLong() : null));
    json.addProperty("value", finding.value());
    json.addProperty("problem", finding.problem());
    json.add("cure", Json.of(finding.cure().orElse(null)));
    return json;
  }

  private static JsonObject answer(Answer answer) {
    Estimate estimate = answer.estimate();
    JsonObject json = new JsonObject();
    json.addProperty("estimator", estimate.estimator());
    number(json, "value", estimate.value());
    number(json, "standardError", estimate.standardError());
    json.addProperty("units", estimate.units());
    number(json, "low", answer.interval().lower());
    number(json, "high", answer.interval().upper());
    json.add("remarks", Json.of(estimate.remarks()));
    json.add("intervalRemarks", Json.of(answer.interval().remarks()));
    return json;
  }

  private static void number(JsonObject json, String name, double value) {
    json.add(name, Json.of(value));
  }

  private static JsonObject policy(PolicyResult policy) {
    JsonObject json = new JsonObject();
    json.addProperty("name", policy.name());
    json.add("verdict", verdict(policy.decision()));
    json.add("primary", answer(policy.primary()));
    json.add("gain", limits(policy.decision().gain()));
    json.add("lift", limits(policy.decision().lift()));
    JsonArray estimates = new JsonArray();
    policy.answers().forEach(answer -> estimates.add(answer(answer)));
    json.add("estimates", estimates);
    JsonArray weights = new JsonArray();
    for (WeightDiagnostics step : policy.weights()) {
      weights.add(Json.of(step));
    }
    json.add("weights", weights);
    number(json, "unsupported", policy.unsupported());
    return json;
  }

  private static JsonElement limits(Limits limits) {
    JsonObject json = new JsonObject();
    number(json, "value", limits.value());
    number(json, "standardError", limits.standardError());
    number(json, "low", limits.lower());
    number(json, "high", limits.upper());
    return json;
  }

  static JsonObject verdict(Decision decision) {
    JsonObject json = new JsonObject();
    json.addProperty("decision", Verdicts.mark(decision).label());
    json.addProperty("why", Verdicts.sentence(decision));
    if (decision.verdict() instanceof Verdict.CannotTell open) {
      number(json, "rowsNeeded", open.rowsNeeded());
    }
    if (decision.verdict() instanceof Verdict.CannotAnswer failed) {
      json.addProperty("gate", word(failed.failure().gate()));
      number(json, "seen", failed.failure().seen());
      number(json, "threshold", failed.failure().threshold());
    }
    return json;
  }

  private static JsonObject sharpe(EstimatedSharpe ratio) {
    JsonObject json = new JsonObject();
    json.addProperty("k", ratio.k());
    number(json, "point", ratio.point());
    number(json, "low", ratio.lower());
    number(json, "high", ratio.upper());
    number(json, "gain", ratio.gain());
    json.addProperty("remark", ratio.remark());
    return json;
  }

  private static JsonObject segment(SegmentAnswer segment) {
    JsonObject json = new JsonObject();
    json.addProperty("segment", segment.segment());
    json.addProperty("rows", segment.rows());
    json.add("logging", answer(segment.logging()));
    JsonArray policies = new JsonArray();
    segment.policies().forEach(answer -> policies.add(answer(answer)));
    json.add("policies", policies);
    return json;
  }

  private static JsonObject returns(ReturnDistribution distribution) {
    JsonObject json = new JsonObject();
    number(json, "mean", distribution.mean());
    number(json, "standardDeviation", Math.sqrt(distribution.variance()));
    json.add(
        "quantiles",
        Json.of(
            List.of(0.05, 0.25, 0.5, 0.75, 0.95).stream().map(distribution::quantile).toList()));
    number(json, "cvar10", distribution.cvar(0.1));
    return json;
  }
}
