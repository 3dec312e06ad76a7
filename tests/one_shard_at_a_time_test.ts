/**
 * Fusion groups are never split over shards, so a program that sees one shard at a time can convert a checkpoint.
 *
 * @module
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { openCheckpoint, planConversion } from "@tensorferry/core";
