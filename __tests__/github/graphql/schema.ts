/**
 * The part of GitHub's schema that the stand-in answers, in GitHub's own words. A test compares it with the published
 * schema; a document that asks for more is refused loudly, not answered with nulls.
 */

import { buildSchema } from 'graphql';

export const schema = buildSchema(`
scalar BigInt
scalar DateTime
scalar GitObjectID
scalar URI

interface Node { id: ID! }

type Query {
  node(id: ID!): Node
  nodes(ids: [ID!]!): [Node]!
  repository(followRenames: Boolean = true, name: String!, owner: String!): Repository
  viewer: User!
}

type Repository implements Node {
  id: ID!
  name: String!
  nameWithOwner: String!
  object(expression: String, oid: GitObjectID): GitObject
  pullRequest(number: Int!): PullRequest
}

interface GitObject { abbreviatedOid: String! id: ID! oid: GitObjectID! }

type Blob implements GitObject & Node {
  abbreviatedOid: String!
  byteSize: Int!
  id: ID!
  isBinary: Boolean
  isTruncated: Boolean!
  oid: GitObjectID!
  text: String
}

type Tree implements GitObject & Node {
  abbreviatedOid: String!
  entries: [TreeEntry!]
  id: ID!
  oid: GitObjectID!
}

type TreeEntry {
  mode: Int!
  name: String!
  object: GitObject
  oid: GitObjectID!
  path: String
  size: Int!
  type: String!
}

type Commit implements GitObject & Node {
  abbreviatedOid: String!
  committedDate: DateTime!
  id: ID!
  message: String!
  oid: GitObjectID!
}

interface Actor { login: String! url: URI! }
type Bot implements Actor & Node { databaseId: Int id: ID! login: String! url: URI! }
type User implements Actor & Node { databaseId: Int id: ID! login: String! url: URI! }

enum PullRequestState { CLOSED MERGED OPEN }
type PullRequest implements Node {
  author: Actor
  baseRefName: String!
  baseRefOid: GitObjectID!
  changedFiles: Int!
  closed: Boolean!
  headRefName: String!
  headRefOid: GitObjectID!
  id: ID!
  isCrossRepository: Boolean!
  isDraft: Boolean!
  locked: Boolean!
  merged: Boolean!
  number: Int!
  reviewThreads(after: String, before: String, first: Int, last: Int): PullRequestReviewThreadConnection!
  reviews(after: String, before: String, first: Int, last: Int): PullRequestReviewConnection
  state: PullRequestState!
  title: String!
  url: URI!
}

type PageInfo { endCursor: String hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String }

type PullRequestReviewThreadConnection { nodes: [PullRequestReviewThread] pageInfo: PageInfo! totalCount: Int! }
type PullRequestReviewConnection { nodes: [PullRequestReview] pageInfo: PageInfo! totalCount: Int! }
type PullRequestReviewCommentConnection { nodes: [PullRequestReviewComment] pageInfo: PageInfo! totalCount: Int! }

enum DiffSide { LEFT RIGHT }
enum PullRequestReviewThreadSubjectType { FILE LINE }

type PullRequestReviewThread implements Node {
  comments(after: String, before: String, first: Int, last: Int): PullRequestReviewCommentConnection!
  diffSide: DiffSide!
  id: ID!
  isCollapsed: Boolean!
  isOutdated: Boolean!
  isResolved: Boolean!
  line: Int
  originalLine: Int
  originalStartLine: Int
  path: String!
  resolvedBy: User
  startDiffSide: DiffSide
  startLine: Int
  subjectType: PullRequestReviewThreadSubjectType!
  viewerCanReply: Boolean!
  viewerCanResolve: Boolean!
  viewerCanUnresolve: Boolean!
}

interface Minimizable { isMinimized: Boolean! minimizedReason: String }

type PullRequestReviewComment implements Minimizable & Node {
  author: Actor
  body: String!
  createdAt: DateTime!
  databaseId: Int
  fullDatabaseId: BigInt
  id: ID!
  isMinimized: Boolean!
  line: Int
  minimizedReason: String
  originalLine: Int
  outdated: Boolean!
  path: String!
  pullRequestReview: PullRequestReview
  replyTo: PullRequestReviewComment
  startLine: Int
  updatedAt: DateTime!
  url: URI!
  viewerCanDelete: Boolean!
  viewerCanUpdate: Boolean!
  viewerDidAuthor: Boolean!
}

enum PullRequestReviewState { APPROVED CHANGES_REQUESTED COMMENTED DISMISSED PENDING }
type PullRequestReview implements Minimizable & Node {
  author: Actor
  body: String!
  commit: Commit
  databaseId: Int
  fullDatabaseId: BigInt
  id: ID!
  isMinimized: Boolean!
  minimizedReason: String
  state: PullRequestReviewState!
  submittedAt: DateTime
  url: URI!
  viewerDidAuthor: Boolean!
}

type Mutation {
  minimizeComment(input: MinimizeCommentInput!): MinimizeCommentPayload
  resolveReviewThread(input: ResolveReviewThreadInput!): ResolveReviewThreadPayload
  unminimizeComment(input: UnminimizeCommentInput!): UnminimizeCommentPayload
  unresolveReviewThread(input: UnresolveReviewThreadInput!): UnresolveReviewThreadPayload
}

enum ReportedContentClassifiers { ABUSE DUPLICATE OFF_TOPIC OUTDATED RESOLVED SPAM }
input MinimizeCommentInput { classifier: ReportedContentClassifiers! clientMutationId: String subjectId: ID! }
input UnminimizeCommentInput { clientMutationId: String subjectId: ID! }
input ResolveReviewThreadInput { clientMutationId: String threadId: ID! }
input UnresolveReviewThreadInput { clientMutationId: String threadId: ID! }
type MinimizeCommentPayload { clientMutationId: String minimizedComment: Minimizable }
type UnminimizeCommentPayload { clientMutationId: String unminimizedComment: Minimizable }
type ResolveReviewThreadPayload { clientMutationId: String thread: PullRequestReviewThread }
type UnresolveReviewThreadPayload { clientMutationId: String thread: PullRequestReviewThread }
`);
